# shellcheck shell=bash
# The one comment on a request: created once, then updated. It is found by its first line and by its author, because
# anybody can write that line.
#
#     host_find      sets 'comment' to the id of our comment, or to nothing; fails where the host refuses
#     host_create FILE, host_update ID FILE

# The first line of the comment; a page of Markdown does not show it.
# shellcheck disable=SC2034  # used by the hosts
marker='<!-- promote: what this request changes -->'

# Writes FILE as the comment; with 'update', only if there is one. Sets 'outcome': created, updated, none, or refused with
# 'refusal' in words.
#
# Each try looks for the comment first: where an answer was lost, the comment may be there.
write_comment() {
    local file=$1 update_only=${2:-} try
    outcome=refused refusal=""
    for try in 0 1 2 3; do
        [ "$try" -eq 0 ] || pause "$try"
        if host_find; then
            if [ -n "$comment" ]; then
                host_update "$comment" "$file" && outcome=updated && return
            elif [ -n "$update_only" ]; then
                outcome=none
                return
            else
                host_create "$file" && outcome=created && return
            fi
        fi
        is_passing || break
    done
    refusal=$(http_words)
}

# The text of FILE as the JSON {"body": …}, in a file whose name is printed.
comment_json() {
    jq --null-input --rawfile body "$1" '{body: $body}' >"$work/comment.json"
    printf '%s' "$work/comment.json"
}

succeeded() { [[ $http_status == 2?? ]]; }
