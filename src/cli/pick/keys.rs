//! The keys of the picker, and how a terminal spells them.

/// A key that a person pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    Enter,
    Esc,
    Backspace,
    /// Ctrl-C.
    Interrupt,
    /// A character.
    Char(char),
}

/// What is at the beginning of the bytes of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decoded {
    /// A key, or bytes that the picker ignores, and their length.
    Key(Option<Key>, usize),
    /// The beginning of a key.
    Unfinished,
}

/// The first key of some bytes. An escape character alone may be the beginning of another key; once no more bytes follow
/// (`is_all`), it is the key Esc.
pub(super) fn decode(bytes: &[u8], is_all: bool) -> Decoded {
    let Some(first) = bytes.first() else { return Decoded::Unfinished };
    let one = |key| Decoded::Key(key, 1);
    match first {
        0x1b => match escaped(&bytes[1..]) {
            Some((key, length)) => Decoded::Key(key, length + 1),
            None if is_all && bytes.len() == 1 => one(Some(Key::Esc)),
            None if is_all => Decoded::Key(None, bytes.len()),
            None => Decoded::Unfinished,
        },
        b'\r' | b'\n' => one(Some(Key::Enter)),
        0x7f | 0x08 => one(Some(Key::Backspace)),
        0x03 => one(Some(Key::Interrupt)),
        0..=0x1f => one(None),
        _ => character(bytes, is_all),
    }
}

/// A key behind an escape character, and its length: `[A`, `[5~`, `OH`; another character was typed with Alt.
fn escaped(bytes: &[u8]) -> Option<(Option<Key>, usize)> {
    let introduced = bytes.first().is_some_and(|first| matches!(first, b'[' | b'O'));
    if !introduced {
        // Two escape characters in a row are the key Esc, twice.
        return bytes.first().map(|first| if *first == 0x1b { (Some(Key::Esc), 0) } else { (None, 1) });
    }
    let end = bytes.iter().skip(1).position(|byte| (0x40..=0x7e).contains(byte))? + 1;
    let number = std::str::from_utf8(&bytes[1..end]).unwrap_or_default().split(';').next().unwrap_or_default();
    let key = match (bytes[end], number) {
        (b'A', _) => Some(Key::Up),
        (b'B', _) => Some(Key::Down),
        (b'H', _) | (b'~', "1" | "7") => Some(Key::Home),
        (b'F', _) | (b'~', "4" | "8") => Some(Key::End),
        (b'~', "5") => Some(Key::PageUp),
        (b'~', "6") => Some(Key::PageDown),
        (b'M', _) => Some(Key::Enter),
        _ => None,
    };
    Some((key, end + 1))
}

/// A character of one to four bytes.
fn character(bytes: &[u8], is_all: bool) -> Decoded {
    let beginning = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(beginning) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => {
            std::str::from_utf8(&beginning[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(error) if error.error_len().is_none() && !is_all => return Decoded::Unfinished,
        Err(_) => return Decoded::Key(None, 1),
    };
    valid.chars().next().map_or(Decoded::Key(None, 1), |c| Decoded::Key(Some(Key::Char(c)), c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut bytes: &[u8]) -> Vec<Option<Key>> {
        let mut keys = Vec::new();
        while let Decoded::Key(key, length) = decode(bytes, true) {
            keys.push(key);
            bytes = &bytes[length..];
        }
        assert!(bytes.is_empty());
        keys
    }

    #[test]
    fn keys_as_terminals_spell_them() {
        let keys = |text: &str| all(text.as_bytes()).into_iter().map(Option::unwrap).collect::<Vec<_>>();
        assert_eq!(keys("\x1b[A\x1b[B\x1bOA\x1bOB"), [Key::Up, Key::Down, Key::Up, Key::Down]);
        assert_eq!(keys("\x1b[5~\x1b[6~"), [Key::PageUp, Key::PageDown]);
        assert_eq!(keys("\x1b[H\x1b[1~\x1b[7~\x1bOH"), [Key::Home; 4]);
        assert_eq!(keys("\x1b[F\x1b[4~\x1b[8~\x1bOF"), [Key::End; 4]);
        assert_eq!(keys("\x1b[1;5A"), [Key::Up]);
        assert_eq!(keys("\r\n\x7f\x08\x03"), [Key::Enter, Key::Enter, Key::Backspace, Key::Backspace, Key::Interrupt]);
        assert_eq!(keys("a/é名🎉"), ['a', '/', 'é', '名', '🎉'].map(Key::Char));
        assert_eq!(keys("\x1b\x1b"), [Key::Esc, Key::Esc]);
    }

    #[test]
    fn what_is_no_key_is_passed_over() {
        // F1, a mouse report, Alt-x, Ctrl-L, a byte that is no text.
        assert_eq!(all(b"\x1bOP\x1b[<0;1;1m\x1bx\x0c\xff"), [None; 5]);
    }

    #[test]
    fn an_escape_character_may_be_the_beginning_of_a_key() {
        assert_eq!(decode(b"\x1b", false), Decoded::Unfinished);
        assert_eq!(decode(b"\x1b", true), Decoded::Key(Some(Key::Esc), 1));
        assert_eq!(decode(b"\x1b[", false), Decoded::Unfinished);
        assert_eq!(decode("é".as_bytes().get(..1).unwrap(), false), Decoded::Unfinished);
    }
}
