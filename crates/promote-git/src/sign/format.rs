//! Signature formats.

/// A signature format (`gpg.format`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignFormat {
    /// OpenPGP.
    OpenPgp,
    /// X.509.
    X509,
    /// SSH.
    Ssh,
}

impl SignFormat {
    /// The format of a value of `gpg.format`.
    pub(super) fn of(word: &str) -> Option<Self> {
        match word {
            "openpgp" => Some(Self::OpenPgp),
            "x509" => Some(Self::X509),
            "ssh" => Some(Self::Ssh),
            _ => None,
        }
    }
}
