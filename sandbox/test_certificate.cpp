#include "sandbox/test_certificate.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace muster::sandbox {
namespace {

template <auto free>
struct Freed {
    template <class T>
    void operator()(T* held) const {
        free(held);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using OpenFile = std::unique_ptr<std::FILE, Freed<std::fclose>>;

constexpr long life_seconds = 30L * 24 * 3600;
constexpr long back_seconds = 24L * 3600;  // clocks differ

void must(bool done, const char* what) {
    if (!done)
        throw std::runtime_error(std::string("test certificate: ") + what + " failed");
}

void add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    must(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "an extension");
}

Certificate make(const char* name, long serial, EVP_PKEY* key, X509* issuer) {
    Certificate certificate(X509_new());
    must(certificate != nullptr, "X509_new");
    X509* made = certificate.get();
    must(X509_set_version(made, 2) == 1, "the version");
    ASN1_INTEGER_set(X509_get_serialNumber(made), serial);
    X509_gmtime_adj(X509_getm_notBefore(made), -back_seconds);
    X509_gmtime_adj(X509_getm_notAfter(made), life_seconds);
    X509_NAME* subject = X509_get_subject_name(made);
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                    reinterpret_cast<const unsigned char*>(name), -1, -1, 0) == 1,
         "the name");
    X509_set_issuer_name(made, issuer ? X509_get_subject_name(issuer) : subject);
    must(X509_set_pubkey(made, key) == 1, "the key");
    return certificate;
}

OpenFile open_for_writing(const std::string& path) {
    OpenFile file(std::fopen(path.c_str(), "wb"));
    if (!file)
        throw std::runtime_error("test certificate: cannot write " + path);
    return file;
}

}  // namespace

TestCertificate write_test_certificate(const std::string& directory) {
    const Key ca_key(EVP_EC_gen("P-256"));
    const Key key(EVP_EC_gen("P-256"));
    must(ca_key && key, "making a key");
    // Each authority has a name of its own, so that one cannot be taken for another.
    const std::string ca_name =
        "Muster test authority " + std::to_string(reinterpret_cast<std::uintptr_t>(ca_key.get()));
    const Certificate ca = make(ca_name.c_str(), 1, ca_key.get(), nullptr);
    add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
    must(X509_sign(ca.get(), ca_key.get(), EVP_sha256()) > 0, "signing");

    const Certificate server = make("localhost", 2, key.get(), ca.get());
    add_extension(server.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
    add_extension(server.get(), ca.get(), NID_ext_key_usage, "serverAuth");
    add_extension(server.get(), ca.get(), NID_subject_alt_name,
                  "DNS:localhost,IP:127.0.0.1,IP:::1");
    must(X509_sign(server.get(), ca_key.get(), EVP_sha256()) > 0, "signing");

    TestCertificate written;
    written.ca_file = directory + "/ca.pem";
    written.server = {directory + "/server.pem", directory + "/server.key"};
    must(PEM_write_X509(open_for_writing(written.ca_file).get(), ca.get()) == 1, "writing");
    must(PEM_write_X509(open_for_writing(written.server.certificate_file).get(), server.get()) == 1,
         "writing");
    must(PEM_write_PrivateKey(open_for_writing(written.server.key_file).get(), key.get(), nullptr,
                              nullptr, 0, nullptr, nullptr) == 1,
         "writing");
    return written;
}

}  // namespace muster::sandbox
