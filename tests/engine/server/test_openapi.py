"""What the server's own OpenAPI document allows, or does not, is answered as the document says, and never by 500."""

import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tiny_server import NAME

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ADDRESSES = {
    "GET /health", "GET /metrics", "GET /v1/models", "GET /v1/models/{name}", "POST /v1/completions",
    "POST /v1/chat/completions", "POST /v1/embeddings", "POST /v1/files", "GET /v1/files", "GET /v1/files/{id_}",
    "DELETE /v1/files/{id_}", "GET /v1/files/{id_}/content", "POST /v1/batches", "GET /v1/batches",
    "GET /v1/batches/{id_}", "POST /v1/batches/{id_}/cancel",
}  # fmt: skip


@pytest.fixture(scope="module")
def operations(server):
    document = schemathesis.openapi.from_url(f"{server.base_url.removesuffix('/v1')}/openapi.json")
    found = {f"{one.method.upper()} {one.path}": one for one in (said.ok() for said in document.get_all_operations())}
    assert {*found} == ADDRESSES
    return found


@pytest.mark.parametrize("address", sorted(ADDRESSES))
def test_what_is_sent_to_an_address_is_answered_as_the_document_says(address, operations, server):
    operation = operations[address]
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    takes = operation.body or operation.query or operation.path_parameters
    cases = st.one_of(operation.as_strategy(), wrong) if takes else operation.as_strategy()

    @settings(max_examples=8)
    @given(case=cases)
    def answered(case):
        if isinstance(case.body, dict) and isinstance(case.body.get("model"), str):
            case.body["model"] = NAME  # else each is refused for its name alone
        case.call_and_validate(checks=CHECKS, timeout=60)

    answered()
    good = {"model": NAME, "prompt": "a", "max_tokens": 1, "temperature": 0}
    assert server.client().completions.create(**good).usage.completion_tokens == 1
    assert server.pool.n_free == server.pool.n_blocks
