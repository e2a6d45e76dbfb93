//! The library that makes a call fail, and its environment.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The programs whose calls fail.
pub const PROGRAMS: [&str; 2] = ["promote", "git"];

/// The calls that fail.
pub const CALLS: [&str; 7] = ["write", "creat", "fsync", "rename", "link", "mkdir", "unlink"];

/// One fault.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    pub program: &'static str,
    pub call: &'static str,
    /// The number of the call; 0 for none.
    pub at: u64,
    /// Whether the program ends there, instead of meeting an error.
    pub kill: bool,
}

/// The compiled library.
pub struct Shim {
    folder: tempfile::TempDir,
}

impl Shim {
    /// Compiles the library; `None` without a C compiler, or where it has no effect.
    pub fn build() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/disk_faults/fault.c");
        let mut cc = Command::new("cc");
        cc.args(["-O1", "-w", "-shared", "-fPIC", "-o"]).arg(folder.path().join("fault.so")).arg(source).arg("-ldl");
        let built = cfg!(target_os = "linux") && cc.status().is_ok_and(|status| status.success());
        built.then_some(Self { folder })
    }

    /// Lets a command meet a fault, and resets the counter.
    pub fn arm(&self, command: &mut Command, fault: &Fault) {
        let counter = self.counter();
        fs::write(&counter, [0; 4096]).unwrap();
        // A full disk for what takes space; what does not, meets an error of the device.
        let error = if ["write", "creat", "mkdir"].contains(&fault.call) { 28 } else { 5 };
        command.env("LD_PRELOAD", self.folder.path().join("fault.so")).env("FAULT_COUNTER", counter);
        command.env("FAULT_PROGRAM", fault.program).env("FAULT_CALL", fault.call);
        command.env("FAULT_AT", fault.at.to_string());
        command.env("FAULT_ERRNO", if fault.kill { "0".to_owned() } else { error.to_string() });
    }

    /// How many such calls the command made.
    pub fn calls(&self) -> u64 {
        let bytes = fs::read(self.counter()).unwrap();
        u64::from_ne_bytes(bytes[..8].try_into().unwrap())
    }

    fn counter(&self) -> PathBuf {
        self.folder.path().join("counter")
    }
}
