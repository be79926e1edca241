"""All cases by name, in the order they run."""

from collections.abc import Awaitable, Callable

from . import cases_basic, cases_ending
from .context import Context

Case = Callable[[Context], Awaitable[None]]

CASES: dict[str, Case] = {
    case.__name__: case
    for case in (
        cases_basic.empty_unary,
        cases_basic.large_unary,
        cases_basic.client_streaming,
        cases_basic.server_streaming,
        cases_basic.ping_pong,
        cases_basic.empty_stream,
        cases_basic.client_compressed_unary,
        cases_basic.server_compressed_unary,
        cases_basic.client_compressed_streaming,
        cases_basic.server_compressed_streaming,
        cases_basic.custom_metadata,
        cases_basic.status_code_and_message,
        cases_basic.special_status_message,
        cases_basic.unimplemented_method,
        cases_basic.unimplemented_service,
        cases_ending.cancel_after_begin,
        cases_ending.cancel_after_first_response,
        cases_ending.timeout_on_sleeping_server,
        cases_ending.concurrent_large_unary,
        cases_ending.pushback,
        cases_ending.more_than_max_streams,
        cases_ending.flow_control_pushback,
        cases_ending.reconnect_backoff,
    )
}
