# shellcheck shell=bash
# GitLab: what a runner tells in its environment, and notes of merge requests by the REST API.

token=${PROMOTE_CI_TOKEN:-}
# Other programs get it only where they need it.
unset PROMOTE_CI_TOKEN
token_header="PRIVATE-TOKEN: "
# GitLab takes 1,000,000 characters.
limit=990000
request_word="merge request"

# Sets 'base_branch', 'head_commit' and 'number' of the request that this job is about.
host_request() {
    [ -n "${CI_MERGE_REQUEST_IID:-}" ] ||
        fail "this job is for merge request pipelines (CI_PIPELINE_SOURCE is merge_request_event): see docs/ci.md" 2
    base_branch=${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:?}
    number=$CI_MERGE_REQUEST_IID
    head_commit=${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-${CI_COMMIT_SHA:?}}
    notes="${CI_API_V4_URL:?}/projects/${CI_MERGE_REQUEST_PROJECT_ID:?}/merge_requests/$number/notes"
}

host_permission() {
    printf "the variable PROMOTE_CI_TOKEN must be a project access token with the role Reporter and the scope api; pipelines of a fork do not get it"
}

host_self() {
    request GET "$CI_API_V4_URL/user"
    succeeded || return 1
    self=$(jq --raw-output '.id | numbers' "$work/answer") && [ -n "$self" ] || { not_json && return 1; }
}

host_find() {
    local page=1
    comment=""
    host_self || return 1
    while :; do
        request GET "$notes?sort=asc&order_by=created_at&per_page=100&page=$page"
        succeeded || return 1
        comment=$(jq --raw-output --argjson self "$self" --arg marker "$marker" \
            'first(.[] | select(.author.id == $self and (.body | startswith($marker))) | .id) // empty' "$work/answer") || { not_json && return 1; }
        [ -z "$comment" ] && [ "$(jq length "$work/answer")" -ge 100 ] || return 0
        page=$((page + 1))
    done
}

host_create() {
    request POST "$notes" "$(comment_json "$(without_quick_actions "$1")")"
    succeeded
}

host_update() {
    request PUT "$notes/$1" "$(comment_json "$(without_quick_actions "$2")")"
    succeeded
}

# A line of a note that begins with a slash is an order ('/merge'). promote writes none; a mistake must not merge.
without_quick_actions() {
    sed 's|^[[:blank:]]*/|\\/|' "$1" >"$work/note.md"
    printf '%s' "$work/note.md"
}

# GitLab has no page for it: the file is an artifact of the job, which the merge request names.
host_summary() {
    cat "$1" >>"${PROMOTE_CI_REPORT:-promote-report.md}"
}

# An output of the job, for a dotenv report; the value is of one line.
host_output() {
    printf 'PROMOTE_%s=%s\n' "${1^^}" "$2" >>"${PROMOTE_CI_OUTPUT:-promote.env}"
}

# Who started this pipeline or job, and where it is seen. The account is what GitLab knows; it is no identity of git.
host_started_by() {
    printf 'Started on %s by %s in %s' "${CI_SERVER_HOST:?}" "${GITLAB_USER_LOGIN:?}" "${CI_JOB_URL:?}"
}

# With a token, pushes use it and not that of the job. git asks for it through the environment, and stores it nowhere.
host_may_push() {
    [ -n "$token" ] || return 0
    case $(git remote get-url origin) in
        http://* | https://*) ;;
        *) return 0 ;;
    esac
    git remote set-url origin "${CI_SERVER_URL:?}/${CI_PROJECT_PATH:?}.git"
    export PROMOTE_CI_PASSWORD=$token GIT_CONFIG_COUNT=2
    # An empty helper forgets the others.
    export GIT_CONFIG_KEY_0=credential.helper GIT_CONFIG_VALUE_0=
    # shellcheck disable=SC2016  # git's shell reads the variable
    export GIT_CONFIG_KEY_1=credential.helper \
        GIT_CONFIG_VALUE_1='!f() { test "$1" = get && printf "username=promote\npassword=%s\n" "$PROMOTE_CI_PASSWORD"; }; f'
}

# 'glab' reads this variable.
host_may_open() { [ -z "$token" ] || export GITLAB_TOKEN=$token; }
