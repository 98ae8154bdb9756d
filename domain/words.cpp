#include "domain/words.hpp"

namespace muster {

std::string plain_text(const Words& words) {
    std::string text;
    for (const auto& span : words.spans()) {
        switch (span.kind) {
            case Span::Kind::user:
            case Span::Kind::group:
                text += "@" + (span.text.empty() ? span.target : span.text);
                break;
            case Span::Kind::channel:
                text += "#" + (span.text.empty() ? span.target : span.text);
                break;
            default:
                text += span.text;
        }
    }
    return text;
}

}  // namespace muster
