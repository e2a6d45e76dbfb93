#!/usr/bin/env bash
# A day of a team of four: Ann releases, Ben and Cem review, Dee is on call. One bare repository, a clone for each of them and
# one for the jobs of the CI. `day.sh PROMOTE FOLDER` plays it with that program in that (empty) folder, prints what they
# see, and fails at the first step that does not end as it should. It needs bash, git and script(1).
set -euo pipefail
promote=$1
cd "$2"
mkdir bin home
ln -s "$promote" bin/promote
export PATH=$PWD/bin:$PATH HOME=$PWD/home GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$PWD/home/gitconfig NO_COLOR=1 TZ=UTC
git config --global init.defaultBranch main
# The server has the address of a host, and is a folder here.
server=https://github.com/acme/config.git
git init -q --bare server.git
git config --global "url.$PWD/server.git.insteadOf" "$server"

# The person who acts, in their own clone.
as() {
    local name=$1
    shift
    (
        cd "$name"
        export GIT_AUTHOR_NAME=$name GIT_AUTHOR_EMAIL=$name@acme.example
        export GIT_COMMITTER_NAME=$name GIT_COMMITTER_EMAIL=$name@acme.example
        "$@"
    )
}
say() { printf '\n== %s\n' "$*"; }
# Fails unless a command ends with this status.
ends() {
    local want=$1 got=0
    shift
    "$@" || got=$?
    [ "$got" = "$want" ] || { printf 'day.sh: status %s instead of %s: %s\n' "$got" "$want" "$*" >&2; exit 1; }
}

say 'The configuration, and its first hour'
git clone -q "$server" ann 2>/dev/null
(
    cd ann
    for environment in dev staging production; do
        mkdir -p envs/$environment
        printf 'query:\n  timeout: 10\n  retries: 1\nfeatures:\n  search: false\n' > envs/$environment/app.yaml
    done
    cat > promote.yaml <<'Y'
version: 1
files: ["envs/{env}/**"]
remote: origin
groups:
  team: [ann@acme.example, ben@acme.example, cem@acme.example]
environments:
  dev: {}
  staging: { from: [dev] }
  production:
    from: [staging]
    approvals: { required: 1, groups: { team: 1 } }
    request: { open: true }
Y
    git add -A
)
as ann git commit -qm 'Configuration'
as ann git push -q origin main
for name in ben cem dee ci; do git clone -q "$server" $name; done
as ann promote check
as ann promote status

say 'Ben changes three keys in staging'
as ben sed -i 's/timeout: 10/timeout: 30/; s/retries: 1/retries: 3/; s/search: false/search: true/' envs/staging/app.yaml
as ben git commit -qam 'Longer timeout, search'
as ben git push -q origin main
as ann git pull -q
as ann promote status

say 'Ann picks two of them'
cat > bin/gh <<'G'
#!/bin/sh
# Stands in for GitHub's own program: notes what it is asked for.
echo "gh $*" >> "$HOME/gh.log"
case "$1 $2" in
'auth status') exit 0 ;;
'pr list') echo '[]' ;;
'pr create') cat > "$HOME/request.md"; echo 'https://github.com/acme/config/pull/7' ;;
esac
G
chmod +x bin/gh

# Runs a command of Ann at a terminal, and presses these keys once the terminal shows a text.
at_terminal() {
    local command=$1 text=$2 keys=$3 screen=$PWD/screen
    : > "$screen"
    mkfifo keyboard
    (as ann script -qefc "stty cols 80 rows 24; $command" "$screen" < keyboard > /dev/null) &
    local session=$!
    exec 9> keyboard
    for _ in $(seq 300); do
        grep -qF "$text" "$screen" && break
        sleep 0.1
    done
    printf '%b' "$keys" >&9
    local status=0
    wait $session || status=$?
    exec 9>&-
    rm keyboard
    return $status
}
# All three are on; the second one is put off.
at_terminal "promote create staging production --pick --notes 'Tested since Monday'" '3 of 3 keys' 'j \r'
grep -a 'the same without --pick' screen
as ann promote validate 1
as ben sh -c 'git pull -q; promote status'

say 'Ben wrote these values: the four eyes are those of Cem'
ends 3 as ben promote approve 1
as cem promote show 1
as cem promote approve 1

say 'An incident: Dee holds production'
as dee promote hold production --reason 'Incident 42'
ends 3 as ann promote execute 1 --branch
as ann promote status
as dee promote unhold production

say 'The request opens itself'
as ann promote execute 1 --branch
cat home/gh.log
sed -n 1,12p home/request.md

say 'The request is merged on the host'
(
    cd ci
    git fetch -q origin
    git checkout -q main
    git merge -q --ff-only origin/main
    proposal=$(git for-each-ref --format='%(refname:short)' refs/remotes/origin/promote/)
    GIT_AUTHOR_NAME=cem GIT_AUTHOR_EMAIL=cem@acme.example GIT_COMMITTER_NAME=Host GIT_COMMITTER_EMAIL=host@acme.example \
        git merge -q --no-ff -m 'Merge pull request #7' "$proposal"
    git push -q origin main
)

say 'A job of the CI: what is due, and the proof'
as ci promote run-due
as ci promote verify
as ann promote log production

say 'On Monday one of the keys is taken back; the other stays'
as ann git pull -q
as ann promote rollback 1 --key query.timeout --reason 'The database has its own limit' --hold
as ann promote status
[ "$(as ann promote get query.timeout production --raw)" = 10 ]
[ "$(as ann promote get features.search production --raw)" = true ]
# Nobody brings it back by mistake.
ends 3 as ann promote create staging production query.timeout

say 'What the shell completes'
(
    cd ann
    eval "$(promote completions bash)"
    COMP_WORDS=(promote diff sta)
    COMP_CWORD=2 COMP_LINE='promote diff sta' COMP_POINT=16 COMP_TYPE=9 COMP_KEY=9
    $(complete -p promote | sed 's/.*-F \([^ ]*\) .*/\1/') promote sta diff
    printf '%s\n' "${COMPREPLY[@]}"
)

say 'The auditor'
as ci promote verify
