//! The jobs of `packaging/ci/`, which `action.yml` and `templates/promote.yml` run: scripts in a clone of a job, a bare remote, and
//! a stand-in for the API of the host.

mod api;
mod comments;
mod files;
mod hostile;
mod installed;
mod refused;
mod started;
mod world;
