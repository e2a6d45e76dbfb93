# shellcheck shell=bash
# The host of this job, by what its runner says.

if on_github; then
    . "${here:?}/lib/github.sh"
elif [ "${GITLAB_CI:-}" = true ]; then
    . "${here:?}/lib/gitlab.sh"
else
    fail "this step runs in a job of GitHub Actions or GitLab CI" 2
fi
