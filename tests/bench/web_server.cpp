#include "tests/bench/web_server.hpp"

#include "tests/bench/places.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace muster::bench {

namespace {

namespace fs = std::filesystem;

// "184.00us", "2.46ms", "1.20s" in milliseconds.
double read_duration(const std::string& text) {
    std::size_t end = 0;
    const auto value = std::stod(text, &end);
    const auto unit = text.substr(end);
    return unit == "us"  ? value / 1000
           : unit == "s" ? value * 1000
           : unit == "m" ? value * 60'000
                         : value;
}

// The word behind `name` in what wrk wrote, or nothing.
std::string word_after(const std::string& text, const std::string& name) {
    const auto at = text.find(name);
    if (at == std::string::npos)
        return {};
    std::istringstream rest(text.substr(at + name.size()));
    std::string word;
    rest >> word;
    return word;
}

double number_after(const std::string& text, const std::string& name) {
    const auto word = word_after(text, name);
    return word.empty() ? 0 : std::stod(word);
}

}  // namespace

asio::awaitable<Herd> stampede(fs::path folder, std::string address,
                               std::vector<std::string> fields, int seconds, Subject& server) {
    std::vector<std::string> command = {program("wrk"), "-t2", "-c64",
                                        "-d" + std::to_string(seconds) + "s", "--latency"};
    for (const auto& field : fields) {
        command.emplace_back("-H");
        command.push_back(field);
    }
    command.push_back(address);
    fs::remove(folder / "output.log");  // of the one before
    const auto before = server.cpu();
    Subject wrk(command, {}, folder);
    const auto limit = SteadyClock::now() + std::chrono::seconds(seconds + 10);
    while (wrk.running() && SteadyClock::now() < limit)
        co_await pause(std::chrono::milliseconds(20));
    if (wrk.wait(std::chrono::milliseconds(0)) != 0)
        throw std::runtime_error("wrk failed; see " + (folder / "output.log").string());
    const auto spent = std::chrono::duration<double, std::micro>(server.cpu() - before).count();
    std::ifstream in(folder / "output.log");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    std::istringstream lines(text);
    double answers = 0;
    for (std::string line; std::getline(lines, line);)
        if (const auto at = line.find(" requests in "); at != std::string::npos)
            answers = std::stod(line.substr(0, at));
    Herd herd;
    herd.rate = number_after(text, "Requests/sec:");
    herd.p50_ms = read_duration("0" + word_after(text, "     50%"));
    herd.p99_ms = read_duration("0" + word_after(text, "     99%"));
    herd.cpu_us = answers > 0 ? spent / answers : 0;
    herd.failed = number_after(text, "Non-2xx or 3xx responses:");
    if (text.find("Socket errors:") != std::string::npos)
        ++herd.failed;
    co_return herd;
}

Nginx::Nginx(const fs::path& folder, const std::string& listen, const std::string& body,
             const std::vector<std::string>& fields, int workers, bool sendfile)
    : address_("http://" + listen + "/page") {
    const auto place = folder.string();
    std::ofstream(folder / "page") << body;
    std::string added;
    for (const auto& field : fields) {
        const auto colon = field.find(": ");
        const auto name = field.substr(0, colon);
        if (name != "ETag" && name != "Last-Modified" && name != "Content-Type")
            added += "  add_header " + name + " \"" + field.substr(colon + 2) + "\";\n";
    }
    std::ofstream(folder / "nginx.conf")
        << "daemon off;\nworker_processes " << workers << ";\npid " << place
        << "/nginx.pid;\nerror_log stderr crit;\n"
           "events { worker_connections 20000; multi_accept on; }\n"
           "http {\n  access_log off;\n  server_tokens off;\n  default_type application/json;\n"
           "  tcp_nodelay on;\n  keepalive_timeout 600s;\n  keepalive_requests 1000000000;\n"
           "  open_file_cache max=100 inactive=600s;\n  open_file_cache_valid 600s;\n"
           "  open_file_cache_min_uses 1;\n  open_file_cache_errors on;\n  sendfile "
        << (sendfile ? "on" : "off") << ";\n";
    std::ofstream conf(folder / "nginx.conf", std::ios::app);
    for (const auto* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        conf << "  " << kind << "_temp_path " << place << ";\n";
    conf << added << "  server { listen " << listen << " backlog=4096; root " << place
         << "; }\n}\n";
    conf.close();
    // Debian has it where only root looks.
    const fs::path debian = "/usr/sbin/nginx";
    const auto nginx = fs::exists(debian) ? debian : program("nginx");
    process_ = std::make_unique<Subject>(
        std::vector<std::string>{nginx, "-p", place, "-c", place + "/nginx.conf"},
        std::map<std::string, std::string>{}, folder);
    ask_once(address_, std::chrono::seconds(5));
}

Nginx::~Nginx() {
    if (process_)
        process_->stop();
}

Answered ask_once(const std::string& address, std::chrono::milliseconds patience) {
    const auto from = address.find("//") + 2;
    const auto slash = address.find('/', from);
    const auto colon = address.find(':', from);
    const auto path = address.substr(slash);
    const auto port = std::stoi(address.substr(colon + 1));
    const auto limit = SteadyClock::now() + patience;
    for (;;) {
        asio::io_context io(1);
        asio::ip::tcp::socket socket(io);
        boost::system::error_code error;
        socket.connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)}, error);
        if (error) {
            if (SteadyClock::now() > limit)
                throw std::runtime_error("Nothing listens on " + address + ".");
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            continue;
        }
        asio::write(socket,
                    asio::buffer("GET " + path +
                                 " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        std::string text;
        asio::read(socket, asio::dynamic_buffer(text), error);
        const auto end = text.find("\r\n\r\n");
        if (!text.starts_with("HTTP/1.1 200") || end == std::string::npos)
            throw std::runtime_error(address + " answers: " + text.substr(0, text.find('\r')));
        Answered answered;
        answered.body = text.substr(end + 4);
        std::istringstream head(text.substr(0, end));
        std::string line;
        std::getline(head, line);
        while (std::getline(head, line)) {
            while (line.ends_with('\r'))
                line.pop_back();
            if (line.starts_with("ETag: "))
                answered.etag = line.substr(6);
            const auto name = line.substr(0, line.find(':'));
            if (name != "Date" && name != "Connection" && name != "Content-Length")
                answered.fields.push_back(line);
        }
        return answered;
    }
}

}  // namespace muster::bench
