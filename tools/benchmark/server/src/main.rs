//! The server that all clients of the benchmark talk to, and a client that shows how fast it can
//! be.
//!
//! `serve` answers on three ports; `load` makes the same calls as the Node clients with nothing but
//! hyper. Both live on one thread and end with their standard input.

mod answers;
mod certificate;
mod clock;
mod connect;
mod load;
mod serve;

use std::error::Error;

use tokio::task::LocalSet;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let local = LocalSet::new();
    match arguments[..] {
        ["serve", folder] => local.run_until(serve::serve(folder.as_ref())).await,
        ["load", protocol, port, authority] => {
            let load = load::load(protocol, port.parse()?, authority.as_ref());
            local.run_until(Box::pin(load)).await
        }
        _ => {
            Err("usage: serve <folder for the CA> | load <plain|tls1|tls2> <port> <CA file>".into())
        }
    }
}
