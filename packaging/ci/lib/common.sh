# shellcheck shell=bash
# What every step needs: words for the log, a folder for its files, and the git state of the remote.

# The program; 'install' puts it on the PATH.
promote=${PROMOTE_CI_PROGRAM:-promote}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Answers of git in English, dates in UTC.
export LC_ALL=C TZ=UTC

on_github() { [ "${GITHUB_ACTIONS:-}" = true ]; }

# Prints standard input to the log as text: a line of it that looks like a command of the runner is none.
# (A runner reads commands from all that a step prints, also behind blanks: '::error::', '::add-mask::'.)
as_text() {
    local end=""
    if on_github; then
        end=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
        printf '::stop-commands::%s\n' "$end"
    fi
    # 'sed' ends the last line, so that the command behind it is a line of its own.
    sed -e '$a\'
    [ -z "$end" ] || printf '::%s::\n' "$end"
}

# Prints a message of this step; on GitHub as an annotation, whose data is encoded.
message() {
    local kind=$1 text=$2
    if on_github; then
        text=${text//'%'/%25} text=${text//$'\r'/%0D} text=${text//$'\n'/%0A}
        printf '::%s::%s\n' "$kind" "$text"
    else
        printf '%s: %s\n' "$kind" "$text"
    fi
}

# Ends the step with a message. 1: the answer is no; 2: wrong usage; 5: the host, git or the network.
fail() {
    message error "$1"
    exit "${2:-1}"
}

need() {
    local program missing=()
    for program in "$@"; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    [ ${#missing[@]} -eq 0 ] || fail "this step needs ${missing[*]}: install it in the image or on the runner" 2
}

# The repository that promote works in.
place=.

# Runs promote with its output in the files $work/NAME and $work/NAME.err; sets 'status' and never ends the step.
run_promote() {
    local name=$1
    shift
    status=0
    "$promote" -C "$place" "$@" >"$work/$name" 2>"$work/$name.err" || status=$?
}

# Ends the step with what promote said about an error. Its message is text of the repository, too.
promote_failed() {
    as_text <"$work/$1.err"
    fail "promote $2 failed with exit code $status; see the log above" "$status"
}

# The lines of standard input that fit into so many bytes.
first_lines() {
    awk -v most="$1" '{ used += length($0) + 1 } used > most { print "..."; exit } { print }'
}

# Standard input as a block of code, in a fence that is longer than any run of backticks in it.
fenced() {
    local text fence='```'
    text=$(cat)
    while [[ $text == *"$fence"* ]]; do
        fence+='`'
    done
    printf '%s\n%s\n%s\n' "$fence" "$text" "$fence"
}

# The branches of the remote as they are now, with their whole history: a proof from less would be none.
fetch_all() {
    local arguments=(fetch --quiet --prune --no-tags origin '+refs/heads/*:refs/remotes/origin/*')
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
        arguments+=(--unshallow)
    fi
    git "${arguments[@]}" 2>"$work/fetch.err" || {
        as_text <"$work/fetch.err"
        fail "cannot fetch the branches of origin; the checkout needs the whole history and may keep its credentials" 5
    }
    # The default branch, which holds promote.yaml where no ledger says otherwise yet; a clone of a runner does not know it.
    git remote set-head origin --auto >/dev/null 2>&1 || :
}

# The default branch of the remote, if it tells.
default_branch() {
    git symbolic-ref --quiet refs/remotes/origin/HEAD | sed 's|^refs/remotes/origin/||'
}

# The branch that holds promote.yaml is there as in any clone, whatever the job has checked out: where it is missing, the
# promote.yaml of the checkout tells which remote decides.
add_default_branch() {
    local branch
    branch=$(default_branch)
    [ -z "$branch" ] || git show-ref --quiet --verify "refs/heads/$branch" ||
        git branch --quiet --no-track "$branch" "refs/remotes/origin/$branch"
}

# The identity that acts: of the inputs, else of git's configuration.
identify() {
    if [ -n "${PROMOTE_CI_NAME:-}${PROMOTE_CI_EMAIL:-}" ]; then
        export GIT_AUTHOR_NAME=${PROMOTE_CI_NAME:-} GIT_AUTHOR_EMAIL=${PROMOTE_CI_EMAIL:-}
        export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
    fi
    git -c user.useConfigOnly=true var GIT_AUTHOR_IDENT >/dev/null 2>&1 ||
        fail "the job has no identity: set 'name' and 'email', by which its events and commits are known" 2
}
