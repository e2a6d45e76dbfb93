# shellcheck shell=bash
# Requests to the API of a host. The token goes to curl on standard input: arguments are seen by every process.

# Sets 'http_status' (000: no answer); the answer is in $work/answer, its headers in $work/headers.
# 'token' and 'token_header' are those of the host.
request() {
    local method=$1 url=$2 body=${3:-} headers="header = \"Accept: application/json\""
    # Redirections are not followed: they would take the token elsewhere.
    local arguments=(--disable --silent --show-error --max-time 60 --request "$method" --url "$url"
        --output "$work/answer" --dump-header "$work/headers" --write-out '%{http_code}' --config -)
    case $token in
        *[!A-Za-z0-9_.~+/=-]*) fail "the token has letters that no token has: copy it again, without line breaks" 2 ;;
    esac
    headers+=$'\n'"header = \"$token_header$token\""
    if [ -n "$body" ]; then
        headers+=$'\n''header = "Content-Type: application/json"'
        arguments+=(--data-binary "@$body")
    fi
    : >"$work/answer"
    : >"$work/headers"
    http_status=$(printf '%s\n' "$headers" | curl "${arguments[@]}" 2>"$work/curl.err") || http_status=000
}

# The host answered something else than what was asked for, as a proxy may.
not_json() { http_status=other; }

# How many seconds the host asks to wait; nothing if it does not.
retry_after() {
    tr -d '\r' <"$work/headers" | awk 'tolower($1) == "retry-after:" && $2 ~ /^[0-9]+$/ { print $2; exit }'
}

# Whether the same request may succeed later.
is_passing() {
    case $http_status in
        000 | 408 | 429 | 5?? | other) return 0 ;;
        # GitHub refuses requests that come too fast in this way.
        403) [ -n "$(retry_after)" ] ;;
        *) return 1 ;;
    esac
}

# Waits before the next try: as long as the host asks for, else longer each time, a minute at most.
pause() {
    local seconds
    seconds=$(retry_after)
    [ -n "$seconds" ] || seconds=$((1 << $1))
    [ "$seconds" -le 60 ] || seconds=60
    sleep "${PROMOTE_CI_PAUSE:-$seconds}"
}

# What an answer means, in words.
http_words() {
    case $http_status in
        000) printf 'the host does not answer: %s' "$(tr '\n' ' ' <"$work/curl.err")" ;;
        401) printf 'the host does not accept the token (401): pass one that is valid' ;;
        403) printf 'the token may not write comments (403): %s' "$(host_permission)" ;;
        404) printf 'the host shows no such request to this token (404): %s' "$(host_permission)" ;;
        other) printf 'the answer of the host is not what was asked for' ;;
        *) printf 'the host answered with status %s' "$http_status" ;;
    esac
}
