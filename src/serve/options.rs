//! What `promote serve` was asked for.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;
use jiff::Timestamp;

/// An address to listen on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Listen {
    /// A TCP port.
    Tcp(SocketAddr),
    /// A Unix socket.
    Unix(PathBuf),
    /// The sockets that the service manager opened (`sd_listen_fds(3)`).
    Systemd,
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "systemd" {
            return Ok(Self::Systemd);
        }
        match text.strip_prefix("unix:") {
            Some("") => Err("the path of the socket is missing: unix:PATH".to_owned()),
            Some(path) => Ok(Self::Unix(path.into())),
            None => text.parse().map(Self::Tcp).map_err(|_| "write ADDRESS:PORT, unix:PATH or systemd".to_owned()),
        }
    }
}

impl Listen {
    /// Whether only processes of this machine can connect; not known of sockets of the service manager.
    pub(crate) fn is_local(&self) -> bool {
        match self {
            Self::Tcp(address) => address.ip().is_loopback(),
            Self::Unix(_) => true,
            Self::Systemd => false,
        }
    }
}

/// A proxy whose headers count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Connections from these addresses.
    Net(IpNet),
    /// Connections over a Unix socket.
    Unix,
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "unix" {
            return Ok(Self::Unix);
        }
        let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        net.map(Self::Net).map_err(|_| "write a CIDR such as 10.0.0.0/8, an address, or 'unix'".to_owned())
    }
}

/// How clients say who they are.
#[derive(Debug, Clone)]
pub(crate) enum IdentityOptions {
    /// By headers that anybody can write.
    Insecure,
    /// By tokens, or by headers of a proxy.
    Known {
        /// A file with the digests of tokens.
        token_file: Option<PathBuf>,
        /// JSON Web Tokens.
        tokens: Option<TokenOptions>,
        /// The proxies whose headers count.
        proxies: Vec<Source>,
    },
}

/// How JSON Web Tokens are checked.
#[derive(Debug, Clone)]
pub(crate) struct TokenOptions {
    /// The file with the keys of the issuer.
    pub(crate) jwks: PathBuf,
    /// The issuer.
    pub(crate) issuer: String,
    /// The audience.
    pub(crate) audience: String,
}

/// What `promote serve` was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// The addresses to listen on.
    pub(crate) listen: Vec<Listen>,
    /// How clients say who they are.
    pub(crate) identity: IdentityOptions,
    /// How old the last fetch may be for a read, where a remote decides.
    pub(crate) max_age: Duration,
    /// The number of reads at the same time.
    pub(crate) readers: usize,
    /// The number of requests of one client in a second.
    pub(crate) rate: u32,
    /// The most bytes of a body.
    pub(crate) body: usize,
    /// The time limit of a read.
    pub(crate) read_limit: Duration,
    /// The time limit of a decision.
    pub(crate) decision_limit: Duration,
    /// Whether promotions that are due are executed, too.
    pub(crate) schedule: bool,
    /// The clock, with an offset from UTC in minutes.
    pub(crate) clock: fn() -> (Timestamp, Option<i32>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_proxies_are_read() {
        assert!(matches!("127.0.0.1:8888".parse(), Ok(Listen::Tcp(address)) if address.port() == 8888));
        assert!("[::1]:0".parse::<Listen>().unwrap().is_local());
        assert!(!"0.0.0.0:80".parse::<Listen>().unwrap().is_local());
        assert_eq!("unix:/run/p".parse(), Ok(Listen::Unix("/run/p".into())));
        assert_eq!("systemd".parse(), Ok(Listen::Systemd));
        for wrong in ["unix:", "localhost:80", "8888"] {
            assert!(wrong.parse::<Listen>().is_err(), "{wrong}");
        }
        assert_eq!("unix".parse(), Ok(Source::Unix));
        assert!(matches!("10.1.2.3".parse(), Ok(Source::Net(net)) if net.to_string() == "10.1.2.3/32"));
        assert!("10.0.0.0/8".parse::<Source>().is_ok() && "proxy".parse::<Source>().is_err());
    }
}
