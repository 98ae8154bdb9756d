#include "domain/plain_words.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <cctype>

namespace muster {
namespace {

constexpr char mention_mark = '\x01';  // what surrounds a real mention in a request's text

bool is_word_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_';
}
bool is_letter_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalpha(byte) != 0;
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

// The words of one text as they are taken over, piece by piece.
class Rewriter {
public:
    Rewriter(std::string_view text, const std::vector<KnownName>& names)
        : rest_(text), names_(names) {}

    std::string run() {
        while (!rest_.empty()) {
            if (marked_mention() || angle_form() || slack_link() || at_name() || bare_name() ||
                hash_channel() || emoji())
                continue;
            take(1);
        }
        return std::move(out_);
    }

private:
    void take(std::size_t count) {
        out_ += rest_.substr(0, count);
        rest_.remove_prefix(count);
    }
    // Whether a new word may begin here.
    [[nodiscard]] bool at_word_start(std::string_view joined = "./&") const {
        if (out_.empty())
            return true;
        const char before = out_.back();
        return before != '_' && std::isalnum(static_cast<unsigned char>(before)) == 0 &&
               joined.find(before) == std::string_view::npos;
    }
    // Says `words` in place of something, with a capital where a sentence begins.
    void say(std::string_view words) {
        const bool begins =
            out_.empty() || out_.back() == '\n' || out_.ends_with(". ") || out_.ends_with("! ");
        const auto from = out_.size();
        out_ += words;
        if (begins && from < out_.size())
            out_[from] = static_cast<char>(std::toupper(static_cast<unsigned char>(out_[from])));
    }

    bool marked_mention() {
        if (rest_.front() != mention_mark)
            return false;
        const auto end = rest_.find(mention_mark, 1);
        if (end == std::string_view::npos)
            return false;
        const auto inside = rest_.substr(1, end - 1);
        say(inside.starts_with("#")
                ? "a channel"
                : named_by_id(inside.substr(std::min<std::size_t>(1, inside.size()))
                                  .substr(0, inside.find('|') - 1)));
        rest_.remove_prefix(end + 1);
        return true;
    }

    // <@U…>, <!subteam^S…|@ops>, <!here>, <!date^…|fallback>, <#C…|name>, <https://…|label>.
    bool angle_form() {
        constexpr std::size_t most = 3000;
        if (rest_.front() != '<' || rest_.size() < 3)
            return false;
        const auto end = rest_.substr(0, most).find('>');
        if (end == std::string_view::npos)
            return false;
        const auto inside = rest_.substr(1, end - 1);
        if (inside.find_first_of("<\n") != std::string_view::npos)
            return false;
        const auto bar = inside.find('|');
        const auto target = inside.substr(0, bar);
        const auto label =
            bar == std::string_view::npos ? std::string_view{} : inside.substr(bar + 1);
        if (target.starts_with("@") && target.size() > 1) {
            say(named_by_id(target.substr(1)));
        } else if (target.starts_with("#") && target.size() > 1) {
            say("a channel");
        } else if (target.starts_with("!date^")) {
            out_ += label;
        } else if (target.starts_with("!subteam^")) {
            say(named_by_id(target.substr(9)));
        } else if (target == "!here" || target == "!channel" || target == "!everyone") {
            say("everyone");
        } else if (target.starts_with("https://") || target.starts_with("http://")) {
            link(target, label);
        } else if (target.starts_with("mailto:")) {
            out_ += label.empty() ? target.substr(7) : label;
        } else {
            return false;
        }
        rest_.remove_prefix(end + 1);
        return true;
    }

    static bool is_slack_address(std::string_view url) {
        const auto host_begin = url.find("//");
        if (host_begin == std::string_view::npos)
            return false;
        auto host = url.substr(host_begin + 2);
        host = host.substr(0, host.find_first_of("/?#:"));
        host = host.substr(host.rfind('@') == std::string_view::npos ? 0 : host.rfind('@') + 1);
        const auto name = lower(host);
        return name == "slack.com" || name.ends_with(".slack.com") || name == "slack-files.com" ||
               name.ends_with(".slack-edge.com");
    }

    void link(std::string_view url, std::string_view label) {
        if (is_slack_address(url)) {
            if (label.empty() || label.starts_with("http"))
                say("a link");
            else
                out_ += Rewriter(label, names_).run();
            return;
        }
        if (!label.empty() && label != url)
            out_ += Rewriter(label, names_).run() + " (" + std::string(url) + ")";
        else
            out_ += url;
    }

    // An address that was typed or pasted bare. It is taken as a whole, so that nothing in it is
    // read as a channel or an emoji.
    bool slack_link() {
        const auto scheme = lower(rest_.substr(0, 8));
        if (!at_word_start() ||
            !(scheme == "https://" || std::string_view(scheme).starts_with("http://")))
            return false;
        const auto end = std::min(rest_.find_first_of(" \t\n<>\""), rest_.size());
        const auto url = rest_.substr(0, end);
        if (is_slack_address(url)) {
            say("a link");
            rest_.remove_prefix(end);
        } else {
            take(end);
        }
        return true;
    }

    // "@ada", "@Ada Lovelace": a name in the workspace. A capital after a capitalised name is taken
    // as part of the name: a word too few is better than a name too many.
    bool at_name() {
        if (rest_.front() != '@' || rest_.size() < 2 || !is_letter_byte(rest_[1]) ||
            !at_word_start(""))  // "ada@example.com" is an address
            return false;
        std::size_t end = 0;
        std::string_view instead = "a responder";
        for (const auto& known : names_)
            if (known.name.size() + 1 > end && rest_.substr(1).starts_with(known.name) &&
                ends_word(known.name.size() + 1)) {
                end = known.name.size() + 1;
                instead = known.instead;
            }
        if (end == 0) {
            end = word_end(1);
            constexpr int most_further_names = 2;
            for (int i = 0; i < most_further_names && is_upper(rest_[1]); ++i) {
                if (end + 1 >= rest_.size() || rest_[end] != ' ' || !is_upper(rest_[end + 1]))
                    break;
                end = word_end(end + 1);
            }
        }
        const auto name = lower(rest_.substr(1, end - 1));
        say(name == "here" || name == "channel" || name == "everyone" ? "everyone" : instead);
        rest_.remove_prefix(end);
        return true;
    }

    // A name as people write it, of somebody who is known to be part of it: the longest that fits.
    bool bare_name() {
        if (!is_letter_byte(rest_.front()) || !at_word_start("/@"))
            return false;
        const KnownName* longest = nullptr;
        for (const auto& known : names_)
            if (known.bare && rest_.starts_with(known.name) && ends_word(known.name.size()) &&
                (longest == nullptr || known.name.size() > longest->name.size()))
                longest = &known;
        if (longest == nullptr)
            return false;
        const auto size = longest->name.size();
        say(longest->instead);
        rest_.remove_prefix(size);
        return true;
    }

    [[nodiscard]] bool ends_word(std::size_t at) const {
        return at >= rest_.size() || !is_word_byte(rest_[at]);
    }

    [[nodiscard]] std::string_view named_by_id(std::string_view id) const {
        for (const auto& known : names_)
            if (!known.id.empty() && known.id == id)
                return known.instead;
        return "a responder";
    }

    // The end of a name that begins at `from`: dots and hyphens belong to it only inside.
    [[nodiscard]] std::size_t word_end(std::size_t from) const {
        auto end = from;
        while (end < rest_.size()) {
            const bool inside = (rest_[end] == '.' || rest_[end] == '-' || rest_[end] == '\'') &&
                                end + 1 < rest_.size() && is_word_byte(rest_[end + 1]);
            if (!is_word_byte(rest_[end]) && !inside)
                break;
            ++end;
        }
        return end;
    }

    // "#checkout". "#1234" is a ticket, and stays.
    bool hash_channel() {
        if (rest_.front() != '#' || rest_.size() < 2 || !is_word_byte(rest_[1]) || !at_word_start())
            return false;
        std::size_t end = 1;
        bool letter = false;
        while (end < rest_.size() && (is_word_byte(rest_[end]) || rest_[end] == '-')) {
            letter = letter || is_letter_byte(rest_[end]);
            ++end;
        }
        if (!letter)
            return false;
        say("a channel");
        rest_.remove_prefix(end);
        return true;
    }

    // ":white_check_mark:" is "white check mark"; a skin tone is nothing.
    bool emoji() {
        constexpr std::size_t most = 100;
        const bool follows = emoji_end_ != 0 && emoji_end_ == out_.size();
        if (rest_.front() != ':' || (!follows && !at_word_start()))
            return false;
        const auto end = rest_.substr(1, most).find(':');
        if (end == std::string_view::npos || end == 0)
            return false;
        const auto name = rest_.substr(1, end);
        const auto fits = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                   c == '+' || c == '\'';
        };
        const bool letter = std::ranges::any_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
        if (!std::ranges::all_of(name, fits) || (!letter && name != "+1" && name != "-1"))
            return false;
        const auto after = end + 2;
        if (after < rest_.size() && is_word_byte(rest_[after]))
            return false;
        if (!name.starts_with("skin-tone-")) {
            std::string words(name);
            if (letter)
                std::ranges::replace_if(words, [](char c) { return c == '_' || c == '-'; }, ' ');
            if (follows)
                out_ += ' ';
            out_ += words;
        }
        emoji_end_ = out_.size();
        rest_.remove_prefix(after);
        return true;
    }

    std::string_view rest_;
    const std::vector<KnownName>& names_;
    std::string out_;
    std::size_t emoji_end_ = 0;  // where the words of the last emoji ended
};

}  // namespace

std::string plain_words(std::string_view typed, const std::vector<KnownName>& names) {
    return Rewriter(typed, names).run();
}

}  // namespace muster
