# shellcheck shell=bash
# The text of the comment. Its parts that hold text of the repository are Markdown of promote, which escapes it; names of
# environments are letters, digits and '-_.+' in any promote.yaml that promote reads.
#
#     before, after    the two states: what the merge would change
#     $work/ids        the changed keys

# The environments that live on the target branch of the request, a line each, by the promote.yaml in force: another
# environment's files on this branch are nobody's.
read_environments() {
    local ruling revision policy_branch
    # Any text tells which promote.yaml rules.
    run_promote ruling check --stdin --output json <<<"version: 1"
    [ "$status" -le 1 ] || promote_failed ruling check
    ruling=$(jq --raw-output '.ruling.commit // empty' "$work/ruling")
    policy_branch=$(jq --raw-output '.ruling.branch // empty' "$work/ruling")
    # A request that brings the first promote.yaml is read by it.
    revision=${ruling:-$after}
    [ -n "$ruling" ] || git -C "$place" update-ref --no-deref HEAD "$after"
    run_promote environments check --rev "$revision" --output json
    [ "$status" -le 1 ] || promote_failed environments check
    jq --raw-output --arg revision "$revision" --arg policy "${policy_branch:-$base_branch}" --arg base "$base_branch" \
        '.environments[] | select((if .branch == $revision then $policy else .branch end) == $base) | .name' \
        "$work/environments" >"$work/here"
    run_promote status status --offline --output json
    [ "$status" -eq 0 ] || promote_failed status status
}

# The changes of each environment: $work/touched has their names, $work/ids the keys.
read_changes() {
    local name
    : >"$work/touched"
    while IFS= read -r name; do
        run_promote "change.$name" diff "$name@after" "$name@before" --keep --no-history --offline --output json
        [ "$status" -eq 0 ] || promote_failed "change.$name" diff
        if jq --exit-status 'any(.added, .modified, .removed, .formatOnly, .modes; length > 0)' "$work/change.$name" >/dev/null; then
            printf '%s\n' "$name" >>"$work/touched"
        fi
    done <"$work/here"
    while IFS= read -r name; do
        jq '.added + .modified + .removed | .[]' "$work/change.$name"
    done <"$work/touched" | jq --slurp 'map({id, file, document, key, kind}) | unique' >"$work/ids"
}

# Whether the request changes promote.yaml.
changes_rules() { ! git diff --quiet "$before" "$after" -- promote.yaml; }

# "1 added, 2 modified" of a difference in JSON, and the sum.
counts() {
    jq --raw-output '[(.added, .modified, .removed | length)] as $n
        | [[$n[0], "added"], [$n[1], "modified"], [$n[2], "removed"]] | map(select(.[0] > 0) | "\(.[0]) \(.[1])")
        | if . == [] then "no key changes" else join(", ") end' "$work/$1"
}
total() { jq '[.added, .modified, .removed | length] | add' "$work/$1"; }

# Puts standard input, a page of promote, below the heading, as far as its share of 'room' bytes goes: cut behind a row of a
# table, which is a key. A cut page, or one of only some of the keys, says how many it lacks, and which command shows them.
section() {
    local heading=$1 keys=$2 command=$3 some=${4:-}
    printf '%s\n\n' "$heading" >"$work/section"
    # The first line is promote's own heading, its last one may be about the limit that is ours to keep.
    sed 1,2d | ROOM=$((room / sections - ${#heading})) KEYS=$keys COMMAND=$command SOME=$some awk '
        BEGIN { room = ENVIRON["ROOM"]; keys = ENVIRON["KEYS"]; lacks = ENVIRON["SOME"] != "" }
        /^\*\*.* left out:\*\* a comment on GitHub has at most/ { lacks = full = 1; next }
        full { next }
        used + length($0) + 1 > room { lacks = full = 1; next }
        {
            print
            used += length($0) + 1
            if (/^\| (added|modified|removed) \|/) shown++
            if (/^<details>/) open = 1
            if (/^<\/details>/) open = 0
        }
        END {
            if (open) print "\n</details>"
            if (lacks) printf "\n**%d of %d keys are left out here.** To see them: `%s`\n", keys - shown, keys, ENVIRON["COMMAND"]
        }' >>"$work/section"
    printf '\n' >>"$work/section"
    cat "$work/section"
    # Room for the words about a cut is kept apart.
    room=$((room - $(wc -c <"$work/section")))
    [ "$room" -ge 0 ] || room=0
    sections=$((sections - 1))
}

# What changes in each environment.
report_changes() {
    local name
    while IFS= read -r name; do
        run_promote page diff "$name@after" "$name@before" --keep --no-history --offline --output markdown
        [ "$status" -eq 0 ] || promote_failed page diff
        section "### \`$name\`: $(counts "change.$name")" "$(total "change.$name")" \
            "promote diff $name@$after $name@$before --keep" <"$work/page"
    done <"$work/touched"
}

# The state of an environment once this is merged.
after_merge() {
    if grep --quiet --line-regexp --fixed-strings -e "$1" "$work/here"; then printf '%s@after' "$1"; else printf '%s' "$1"; fi
}

# The edges that begin or end at a changed environment, in $work/edges.
read_edges() {
    local source target
    jq --raw-output '.edges[] | "\(.sourceEnvironment) \(.targetEnvironment)"' "$work/status" |
        while read -r source target; do
            if grep --quiet --line-regexp --fixed-strings -e "$source" -e "$target" "$work/touched"; then
                printf '%s %s\n' "$source" "$target"
            fi
        done >"$work/edges"
}

# How the changed keys differ along these edges.
report_edges() {
    local source target
    : >"$work/equal"
    while read -r source target; do
        report_edge "$source" "$target"
    done <"$work/edges"
    if [ -s "$work/equal" ]; then
        printf 'Equal in the keys above: %s.\n\n' "$(paste --serial --delimiters=, "$work/equal" | sed 's/,/, /g')"
    fi
}

report_edge() {
    local source=$1 target=$2 states patterns which="the keys above" some=""
    states=("$(after_merge "$source")" "$(after_merge "$target")")
    run_promote edge diff "${states[@]}" --no-history --offline --output json
    [ "$status" -eq 0 ] || promote_failed edge diff
    # The same key has the same id in each environment.
    jq --slurpfile ids "$work/ids" '($ids[0] | map({(.id): true}) | add // {}) as $known
        | ($ids[0] | map(select(.kind == "file") | {(.file): true}) | add // {}) as $files
        | (.added, .modified, .removed) |= map(select($known[.id] or $files[.file]))' "$work/edge" >"$work/edge.json"
    jq --raw-output '.added + .modified + .removed | map(.file + (if .document then "#" + .document else "" end) + ":" + .key) | .[]' \
        "$work/edge.json" >"$work/patterns"
    if [ ! -s "$work/patterns" ]; then
        printf '`%s` → `%s`\n' "$source" "$target" >>"$work/equal"
        sections=$((sections - 1))
        return
    fi
    # A pattern costs time for each key that it is compared with, and a comment has room for few keys of each edge.
    mapfile -t -n 200 patterns <"$work/patterns"
    [ "$(wc -l <"$work/patterns")" -le 200 ] || some=yes
    run_promote page diff "${states[@]}" "${patterns[@]}" --no-history --offline --output markdown
    if [ "$status" -ne 0 ]; then
        # A name that is no pattern of itself, such as a file with a star: all that differs.
        run_promote page diff "${states[@]}" --no-history --offline --output markdown
        [ "$status" -eq 0 ] || promote_failed page diff
        cp "$work/edge" "$work/edge.json"
        which="all keys" some=""
    fi
    section "### \`$source\` → \`$target\` after the merge ($which): $(counts edge.json)" "$(total edge.json)" \
        "promote diff $source $target" "$some" <"$work/page"
}
