//! Trailers of commit messages, by the rules of git-interpret-trailers(1).

/// The message `body` with these trailers below it, such that no text in either can pass for another trailer.
pub fn append(body: &str, trailers: &[(&str, &str)]) -> String {
    let _ = (body, trailers);
    todo!()
}

/// The trailers of a message, in order; empty where its last paragraph is not purely trailers.
pub fn parse(message: &str) -> Vec<(String, String)> {
    let _ = message;
    todo!()
}
