// Asio's and Beast's own sources, compiled once: a library of its own, since bot/ and sandbox/ both
// link it and neither may use the other. The build defines BOOST_ASIO_SEPARATE_COMPILATION and
// BOOST_BEAST_SEPARATE_COMPILATION everywhere.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
