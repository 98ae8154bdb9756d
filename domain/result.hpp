#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>

namespace muster {

// Why something was not done, in words that may be shown to the person who asked for it:
// what was wrong, and what would be right.
struct Error {
    enum class Kind { invalid, not_found, conflict, unavailable };
    Kind kind = Kind::invalid;
    std::string message;
};

// A value, or the Error that explains why there is none.
template <class T>
using Result = boost::system::result<T, Error>;

// Found by boost::system::result when value() is asked of an error: a bug in the caller.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location& /*where*/) {
    throw std::logic_error(error.message);
}

inline Error invalid(std::string message) {
    return {Error::Kind::invalid, std::move(message)};
}
inline Error not_found(std::string message) {
    return {Error::Kind::not_found, std::move(message)};
}
inline Error conflict(std::string message) {
    return {Error::Kind::conflict, std::move(message)};
}
inline Error unavailable(std::string message) {
    return {Error::Kind::unavailable, std::move(message)};
}

}  // namespace muster
