#pragma once

#include "sandbox/listener.hpp"

#include <string>

namespace muster::sandbox {

// A certificate for "localhost", 127.0.0.1 and ::1 (serverAuth), and the authority that signed it,
// made for this once: both are good for some days, the authority's key is thrown away.
struct TestCertificate {
    Tls server;           // certificate and key
    std::string ca_file;  // what a client must trust
};

// Writes ca.pem, server.pem and server.key into the directory, which must exist. Throws
// std::runtime_error when a file cannot be written or OpenSSL fails.
TestCertificate write_test_certificate(const std::string& directory);

}  // namespace muster::sandbox
