//! The binary: hands over to the library.

fn main() -> std::process::ExitCode {
    promote::cli::main()
}
