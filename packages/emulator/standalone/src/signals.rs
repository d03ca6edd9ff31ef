//! The signals that end the program, or that `exec` forwards to its command.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

#[cfg(unix)]
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// Only `exec` handles it. It ends other programs by default.
    hang_up: Option<Signal>,
}

#[cfg(unix)]
impl Signals {
    pub fn stop() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: None,
        })
    }

    pub fn forwarded() -> io::Result<Self> {
        Ok(Self { hang_up: Some(signal(SignalKind::hangup())?), ..Self::stop()? })
    }

    /// Waits for a signal and returns its number.
    pub async fn next(&mut self) -> i32 {
        let hang_up = async {
            match &mut self.hang_up {
                Some(signal) => signal.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => libc::SIGINT,
            _ = self.terminate.recv() => libc::SIGTERM,
            _ = hang_up => libc::SIGHUP,
        }
    }
}

#[cfg(not(unix))]
pub struct Signals(());

#[cfg(not(unix))]
impl Signals {
    pub fn stop() -> io::Result<Self> {
        Ok(Self(()))
    }

    pub fn forwarded() -> io::Result<Self> {
        Ok(Self(()))
    }

    pub async fn next(&mut self) -> i32 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => 2,
            Err(_) => std::future::pending().await,
        }
    }
}
