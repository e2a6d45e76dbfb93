# shellcheck shell=bash
# Repositories of this job alone, which hold no objects of their own and have the branches of the remote: what a request checks
# out decides nothing there, and nothing of them is left in the checkout.
#
#     reading.git    a clone, to read in
#     server.git     the remote, as its hook sees it

# A bare repository in $work with the branches of the remote as its own.
make_repository() {
    local folder=$work/$1
    git init --quiet --bare "$folder"
    git rev-parse --path-format=absolute --git-path objects >"$folder/objects/info/alternates"
    git for-each-ref --format='create refs/heads/%(refname:lstrip=3) %(objectname)' refs/remotes/origin/ |
        sed '\|^create refs/heads/HEAD |d' | git -C "$folder" update-ref --stdin
    git -C "$folder" symbolic-ref HEAD "refs/heads/$2"
}

# Sets 'before' and 'after', the states that the request is about, and the place where promote reads them: columns of tables
# are then 'production@before'.
make_reading_clone() {
    local branch
    after=$(git rev-parse HEAD)
    before=$(git merge-base "refs/remotes/origin/$base_branch" HEAD) ||
        fail "HEAD and the target branch of this $request_word have no common history" 5
    branch=$(default_branch)
    make_repository reading.git "${branch:-$base_branch}"
    place=$work/reading.git
    git -C "$place" config remote.origin.url "$(git remote get-url origin)"
    git for-each-ref --format='create %(refname) %(objectname)' refs/remotes/origin/ | git -C "$place" update-ref --stdin
    printf 'create refs/before %s\ncreate refs/after %s\n' "$before" "$after" | git -C "$place" update-ref --stdin
}
