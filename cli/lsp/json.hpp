// What the whole room speaks: JSON, and a request that cannot be answered.
#pragma once

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>

namespace chaperone::cli::lsp {

using Json = nlohmann::json;

/// Error codes of JSON-RPC 2.0 and of the Language Server Protocol 3.17.
enum ErrorCode {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  server_not_initialized = -32002,
  request_cancelled = -32800,
  request_failed = -32803,
};

/// Ends a request; its words are shown to the user.
class RequestError : public std::runtime_error {
public:
  RequestError(ErrorCode error_code, const std::string& message) : std::runtime_error(message), code(error_code) {}
  ErrorCode code;
};

} // namespace chaperone::cli::lsp
