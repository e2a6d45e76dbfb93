//! Writing many objects as one pack, with libgit2's pack builder on a database that holds only these objects.

use std::fs;
use std::path::Path;

use git2::{Odb, Repository};

use super::super::Result;
use super::super::error::GitError;
use super::super::objects::{MemoryObject, failed, oid};
use super::fsync::{file_permissions, io_error, make_dir, mode_of, sync_dir};
use promote_model::ObjectId;

/// Writes the pack and its index to a temporary directory, flushes them and moves them into place.
pub(super) fn write(objects_dir: &Path, objects: &[(ObjectId, MemoryObject)]) -> Result<()> {
    let mode = mode_of(objects_dir)?;
    let packs = objects_dir.join("pack");
    if make_dir(&packs, mode)? {
        sync_dir(objects_dir)?;
    }
    // `git prune` removes names that begin with `tmp_`.
    let workspace = tempfile::Builder::new().prefix("tmp_objdir-promote-").tempdir_in(objects_dir);
    let workspace = workspace.map_err(io_error("write into", objects_dir))?;
    build(workspace.path(), objects).map_err(|e| failed("write a pack", &e))?;
    let mut files = Vec::new();
    for entry in fs::read_dir(workspace.path()).map_err(io_error("read", workspace.path()))? {
        files.push(entry.map_err(io_error("read", workspace.path()))?.path());
    }
    // Readers find a pack by its index, so the index is moved last.
    files.sort_by_key(|file| file.extension().is_some_and(|extension| extension == "idx"));
    if files.len() != 2 {
        let message = format!("libgit2 wrote {} files instead of a pack and its index", files.len());
        return Err(GitError::Objects { operation: "write a pack".to_owned(), message });
    }
    for file in &files {
        fs::File::open(file).and_then(|file| file.sync_all()).map_err(io_error("flush", file))?;
        fs::set_permissions(file, file_permissions(mode)).map_err(io_error("set the mode of", file))?;
        let name = file.file_name().unwrap_or_default();
        fs::rename(file, packs.join(name)).map_err(io_error("move into place", file))?;
    }
    sync_dir(&packs)
}

fn build(workspace: &Path, objects: &[(ObjectId, MemoryObject)]) -> Result<(), git2::Error> {
    let odb = Odb::new()?;
    odb.add_new_mempack_backend(1)?;
    for (_, object) in objects {
        odb.write(object.kind.to_git2(), &object.bytes)?;
    }
    let repo = Repository::from_odb(odb)?;
    let mut builder = repo.packbuilder()?;
    for (id, _) in objects {
        builder.insert_object(oid(*id), None)?;
    }
    builder.write(workspace, 0)
}
