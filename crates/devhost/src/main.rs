//! `tilik-devhost FOLDER`: serves one office to a browser on this machine.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::error::Error;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use tilik_devhost::{Token, routes};
use tilik_office::SystemHost;
use tilik_office::command::Desk;
use tokio::net::TcpListener;

/// Serves an office to a browser on this machine, until it is stopped.
#[derive(Parser)]
struct Arguments {
    /// The folder of the office.
    folder: PathBuf,
    /// The built screens.
    #[arg(long, default_value = "ui/dist")]
    screens: PathBuf,
    /// The port on loopback; 0 for a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tilik-devhost: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let desk = Desk::new(SystemHost::new(SystemHost::default_marks()), arguments.folder);
    let token = Token::random().map_err(|error| error.to_string())?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    println!("http://{}/?token={}", listener.local_addr()?, token.as_str());
    let routes = routes(Arc::new(desk), token, &arguments.screens);
    axum::serve(listener, routes).with_graceful_shutdown(stop_asked()).await?;
    Ok(())
}

async fn stop_asked() {
    // Without a way to hear Ctrl+C the program is stopped by its terminal.
    let _ = tokio::signal::ctrl_c().await;
}
