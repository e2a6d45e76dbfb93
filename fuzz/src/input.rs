//! The layout of a fuzz input: target, source and choices, separated by a byte that is not in any UTF-8 text, so that
//! seeds are readable text.

const BETWEEN: u8 = 0xff;

/// The three parts; a missing source is the target, and missing choices are empty.
pub fn split(data: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let mut parts = data.splitn(3, |b| *b == BETWEEN);
    let target = parts.next().unwrap_or_default();
    (target, parts.next().unwrap_or(target), parts.next().unwrap_or_default())
}

/// Joins the three parts to one input.
pub fn join(target: &[u8], source: &[u8], choices: &[u8]) -> Vec<u8> {
    [target, source, choices].join(&BETWEEN)
}

/// A sequence of choices; every choice after its end is 0.
pub struct Choices<'a>(pub &'a [u8]);

impl Choices<'_> {
    fn byte(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    /// A number below `end`, which must not be zero.
    pub fn below(&mut self, end: usize) -> usize {
        let mut number = self.byte();
        if end > 256 {
            number = number << 8 | self.byte();
        }
        number % end
    }
}
