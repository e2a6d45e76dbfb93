# shellcheck shell=bash
# What 'verify' and 'check' say, and whether the rules accept the merge. Each sets a line in words, and leaves its page in
# $work; 'failed' is then not empty where the answer is no.

failed=""

# Everything in the environments, as the remote had it when this job fetched it.
prove_history() {
    run_promote verify.md verify --offline --output markdown
    [ "$status" -le 1 ] || promote_failed verify.md verify
    [ "$status" -eq 0 ] || failed=yes
    verify_words=$(first_words verify.md)
}

# The promote.yaml of the request, if it has one.
check_rules() {
    check_words=""
    git cat-file -e "$after:promote.yaml" 2>/dev/null || return 0
    run_promote check.md check --rev "$after" --output markdown
    [ "$status" -le 1 ] || promote_failed check.md check
    [ "$status" -eq 0 ] || failed=yes
    check_words=$(first_words check.md)
    check_words=${check_words#"$after:"}
    [ "$status" -eq 1 ] || changes_rules || : >"$work/check.md"
}

# The merge, pushed to a server with the hook of docs/trust.md.
try_merge() {
    local server=$work/server.git tip merge
    tip=$(git rev-parse "refs/remotes/origin/$base_branch")
    : >"$work/merge"
    if ! jq --exit-status '.ruling.branch' "$work/ruling" >/dev/null; then
        merge_words="nothing to check yet: no promote.yaml is in force"
        return
    fi
    make_repository server.git "$(jq --raw-output '.ruling.branch' "$work/ruling")"
    status=0
    merge=$(merge_commit "$server" "$tip") || status=$?
    case $status in
        0) ;;
        1)
            merge_words="not tried: it does not merge without conflicts into the target branch as it is now"
            return
            ;;
        *)
            merge_words="**not tried:** the target branch has moved on, and this git cannot merge without files (2.38 or later can)"
            failed=yes
            return
            ;;
    esac
    printf '%s %s refs/heads/%s\n' "$tip" "$merge" "$base_branch" |
        "$promote" -C "$server" verify --pre-receive >"$work/merge" 2>&1 || status=$?
    case $status in
        0) merge_words="the rules accept it" ;;
        1) merge_words="**the rules refuse it**" failed=yes ;;
        *) cp "$work/merge" "$work/merge.err" && promote_failed merge "verify --pre-receive" ;;
    esac
}

# The commit that a merge would make, in the repository $1 on top of $2: HEAD, if it is that merge already.
merge_commit() {
    local server=$1 tip=$2 tree date
    if [ "$(git rev-parse --quiet --verify 'HEAD^2^{commit}')" ] && [ "$(git rev-parse 'HEAD^1')" = "$tip" ]; then
        git rev-parse HEAD
        return
    fi
    if [ "$tip" = "$before" ]; then
        tree=$(git rev-parse 'HEAD^{tree}')
    else
        # 1: there are conflicts.
        tree=$(git -C "$server" merge-tree --write-tree "$tip" "$after" 2>/dev/null) || return
    fi
    # The same merge is the same commit in each run, so that its id in the comment says nothing new.
    date=$(git log -1 --format=%cI "$after")
    GIT_AUTHOR_NAME=merge GIT_AUTHOR_EMAIL=merge@localhost GIT_AUTHOR_DATE=$date \
        GIT_COMMITTER_NAME=merge GIT_COMMITTER_EMAIL=merge@localhost GIT_COMMITTER_DATE=$date \
        git -C "$server" commit-tree "$tree" -p "$tip" -p "$after" -m "Merge"
}

# The heading of a page, as Markdown.
first_words() { sed -n '1s/^### //p' "$work/$1"; }

# The first bytes of a page of promote, up to a whole line; standard input without its own heading.
first_part() {
    sed 1,2d | awk -v command="$1" '
        { used += length($0) + 1 }
        used > 8000 { full = 1; exit }
        { print }
        /^<details>/ { open = 1 }
        /^<\/details>/ { open = 0 }
        END {
            if (full && open) print "\n</details>"
            if (full) printf "\n**The end of this list is left out here.** To see it: `%s`\n", command
        }'
}

# What was proved, as a table, and the findings.
report_proof() {
    printf '|  |  |\n| --- | --- |\n'
    printf '| `promote verify` | %s |\n' "$verify_words"
    printf '| the merge | %s |\n' "$merge_words"
    [ -z "$check_words" ] || printf '| `promote check` | %s |\n' "$check_words"
    printf '\n'
}

report_findings() {
    if [ -s "$work/merge" ]; then
        printf '### The merge\n\n'
        first_lines 8000 <"$work/merge" | fenced
        printf '\n'
    fi
    if grep --quiet '^#### Findings' "$work/verify.md"; then
        printf '### `promote verify`\n\n'
        first_part 'promote verify' <"$work/verify.md"
        printf '\n'
    fi
    if [ -s "$work/check.md" ]; then
        printf '### `promote check`\n\n'
        first_part "promote check --rev $after" <"$work/check.md"
        printf '\n'
    fi
}
