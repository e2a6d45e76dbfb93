# shellcheck shell=bash
# GitHub: what a runner tells in its environment, and comments by the REST API.

token=${PROMOTE_CI_TOKEN:-}
# Other programs get it only where they need it.
unset PROMOTE_CI_TOKEN
token_header="Authorization: Bearer "
# GitHub counts characters, at most 65,536; bytes are never fewer.
limit=65000
request_word="pull request"
: "${GITHUB_API_URL:=https://api.github.com}" "${GITHUB_GRAPHQL_URL:=https://api.github.com/graphql}"

# Sets 'base_branch', 'head_commit' and 'number' of the request that this job is about.
host_request() {
    [ "${GITHUB_EVENT_NAME:-}" = pull_request ] ||
        fail "this job is for the event pull_request, not ${GITHUB_EVENT_NAME:-none}: see docs/ci.md" 2
    base_branch=${GITHUB_BASE_REF:?}
    number=$(jq --raw-output '.pull_request.number | numbers' "${GITHUB_EVENT_PATH:?}")
    head_commit=$(jq --raw-output '.pull_request.head.sha | strings' "$GITHUB_EVENT_PATH")
    [ -n "$number" ] || fail "the event names no pull request" 2
}

host_permission() {
    printf "give the job 'permissions: { contents: read, pull-requests: write }'; a pull request from a fork has a token that only reads"
}

# The name under which the token writes; GraphQL alone tells it of the token of a job.
host_self() {
    printf '{"query": "{ viewer { login } }"}' >"$work/viewer.json"
    request POST "$GITHUB_GRAPHQL_URL" "$work/viewer.json"
    succeeded || return 1
    self=$(jq --raw-output '.data.viewer.login | strings' "$work/answer") && [ -n "$self" ] || { not_json && return 1; }
}

host_find() {
    local page=1
    comment=""
    host_self || return 1
    while :; do
        request GET "$GITHUB_API_URL/repos/${GITHUB_REPOSITORY:?}/issues/$number/comments?per_page=100&page=$page"
        succeeded || return 1
        comment=$(jq --raw-output --arg self "$self" --arg marker "$marker" \
            'first(.[] | select(.user.login == $self and (.body | startswith($marker))) | .id) // empty' "$work/answer") || { not_json && return 1; }
        [ -z "$comment" ] && [ "$(jq length "$work/answer")" -ge 100 ] || return 0
        page=$((page + 1))
    done
}

host_create() {
    request POST "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/$number/comments" "$(comment_json "$1")"
    succeeded
}

host_update() {
    request PATCH "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/comments/$1" "$(comment_json "$2")"
    succeeded
}

# Shows Markdown on the page of the run.
host_summary() {
    [ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$1" >>"$GITHUB_STEP_SUMMARY"
}

# An output of the step; the value is of one line.
host_output() {
    [ -z "${GITHUB_OUTPUT:-}" ] || printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

# Who started this run, and where it is seen. The account is what GitHub knows; it is no identity of git.
host_started_by() {
    printf 'Started on %s by %s in %s/%s/actions/runs/%s' "${GITHUB_SERVER_URL#*://}" \
        "${GITHUB_TRIGGERING_ACTOR:-${GITHUB_ACTOR:?}}" "${GITHUB_SERVER_URL:?}" "${GITHUB_REPOSITORY:?}" "${GITHUB_RUN_ID:?}"
}

# The checkout keeps the credentials that push; 'gh' opens pull requests with the token.
host_may_push() { :; }
host_may_open() { export GH_TOKEN=$token; }
