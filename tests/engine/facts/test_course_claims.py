"""The numbers beside the documents' claims, by hand."""

from engine.facts.course_claims import (
    feed_forward_width,
    fine_tuning,
    gpt3_heads,
    hundred_tokens,
    square_product,
)


def test_the_largest_gpt3_has_96_heads() -> None:
    assert gpt3_heads() == 96


def test_feed_forward_layers_are_as_wide_as_their_configurations_say() -> None:
    found = feed_forward_width()
    assert [found["gpt2"], found["llama_2_7b"], found["llama_3_8b"]] == [3072 / 768, 11008 / 4096, 14336 / 4096]


def test_a_product_of_a_thousand_square_takes_microseconds_on_an_a100() -> None:
    assert square_product()["flops"] == 2e9
    assert square_product()["seconds"] == 2e9 / 312e12  # arithmetic, since 6 MB are read in less


def test_training_all_weights_takes_sixteen_bytes_each() -> None:
    found = fine_tuning()
    assert found["llama_2_7b"] == 16 * 6_738_415_616
    assert found["llama_2_7b"] > found["card_24gb"]
    assert found["llama_2_13b"] > found["card_40gb"]


def test_an_answer_reads_the_weights_for_each_token_and_a_prompt_once() -> None:
    found = hundred_tokens()
    assert 90 < found["ratio"] < 110
