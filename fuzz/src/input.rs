//! How a fuzz input is laid out: target, source and choices, with a byte between them that is in no
//! UTF-8 text, so that seeds are texts one can read.

const BETWEEN: u8 = 0xff;

/// The three parts; what is missing is the target again, and no choices.
pub fn split(data: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let mut parts = data.splitn(3, |b| *b == BETWEEN);
    let target = parts.next().unwrap_or_default();
    (target, parts.next().unwrap_or(target), parts.next().unwrap_or_default())
}

/// One input of the three parts.
pub fn join(target: &[u8], source: &[u8], choices: &[u8]) -> Vec<u8> {
    [target, source, choices].join(&BETWEEN)
}

/// Choices, one after the other; the first of all where there are no more.
pub struct Choices<'a>(pub &'a [u8]);

impl Choices<'_> {
    fn byte(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    /// A number below `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        let mut number = self.byte();
        if end > 256 {
            number = number << 8 | self.byte();
        }
        number % end
    }
}
