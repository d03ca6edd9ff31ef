//! Connections of the raw client.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::spawn_local;
use tokio_rustls::TlsConnector;

use crate::Result;

type Body = Full<Bytes>;
type Request = hyper::Request<Body>;

/// Where to connect to and how.
pub struct Target {
    port: u16,
    tls: Option<TlsConnector>,
    pub http2: bool,
}

/// One connection, ready for requests.
pub enum Sender {
    One(http1::SendRequest<Body>),
    Two(http2::SendRequest<Body>),
}

impl Target {
    pub fn new(protocol: &str, port: u16, authority: &Path) -> Result<Self> {
        let (alpn, http2) = match protocol {
            "plain" => return Ok(Self { port, tls: None, http2: false }),
            "tls1" => ("http/1.1", false),
            "tls2" => ("h2", true),
            _ => return Err("the protocol is plain, tls1 or tls2".into()),
        };
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(authority)?)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
        Ok(Self { port, tls: Some(TlsConnector::from(Arc::new(config))), http2 })
    }

    pub fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub async fn connect(&self) -> Result<Sender> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
        stream.set_nodelay(true)?;
        match &self.tls {
            None => self.shake_hands(stream).await,
            Some(tls) => {
                let name = ServerName::try_from("127.0.0.1")?;
                self.shake_hands(tls.connect(name, stream).await?).await
            }
        }
    }

    async fn shake_hands<S>(&self, stream: S) -> Result<Sender>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let stream = TokioIo::new(stream);
        if self.http2 {
            let (sender, connection) = http2::handshake(TokioExecutor::new(), stream).await?;
            spawn_local(connection);
            Ok(Sender::Two(sender))
        } else {
            let (sender, connection) = http1::handshake(stream).await?;
            spawn_local(connection);
            Ok(Sender::One(sender))
        }
    }
}

impl Sender {
    /// Another handle of the same connection, which only HTTP/2 can share.
    pub fn share(&self) -> Option<Self> {
        match self {
            Self::One(_) => None,
            Self::Two(sender) => Some(Self::Two(sender.clone())),
        }
    }

    pub async fn send(&mut self, request: Request) -> Result<Response<Incoming>> {
        match self {
            Self::One(sender) => {
                sender.ready().await?;
                Ok(sender.send_request(request).await?)
            }
            Self::Two(sender) => Ok(sender.send_request(request).await?),
        }
    }
}
