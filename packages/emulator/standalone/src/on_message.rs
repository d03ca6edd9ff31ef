//! `--on-message`: posts each SMS to a URL, or runs a command with it.

use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use baxverify_emulator::MessageView;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::http_client::request;
use crate::output::report;

/// Bounds the memory if the receiver is slow.
const MAX_QUEUED: usize = 1_000;
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long the end of the emulator waits for messages that are not yet handed over.
const DRAIN_TIME_LIMIT: Duration = Duration::from_secs(2);

/// Hands over messages one at a time, in order.
pub struct MessageHandler {
    /// `None` after [`MessageHandler::drain`].
    sender: Mutex<Option<Sender<MessageView>>>,
    worker: Mutex<Option<JoinHandle<()>>>,
    /// Messages that were received and not yet handed over.
    queued: Arc<AtomicUsize>,
}

impl MessageHandler {
    /// Starts the worker in the current runtime.
    pub fn new(target: String) -> Self {
        let (sender, messages) = mpsc::channel(MAX_QUEUED);
        let queued = Arc::new(AtomicUsize::new(0));
        let worker = tokio::spawn(hand_over_all(target, messages, Arc::clone(&queued)));
        Self { sender: Mutex::new(Some(sender)), worker: Mutex::new(Some(worker)), queued }
    }

    pub fn receive(&self, message: &MessageView) {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = &*sender else { return };
        self.queued.fetch_add(1, Ordering::SeqCst);
        if sender.try_send(message.clone()).is_err() {
            self.queued.fetch_sub(1, Ordering::SeqCst);
            report(&format!(
                "--on-message: more than {MAX_QUEUED} messages are queued; dropped one"
            ));
        }
    }

    /// Waits for queued messages, and says how many are left out.
    pub async fn drain(&self) {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut worker) = worker else { return };
        if timeout(DRAIN_TIME_LIMIT, &mut worker).await.is_err() {
            worker.abort();
            let left = self.queued.load(Ordering::SeqCst);
            report(&format!("--on-message: stopped; left out {left} of the last messages"));
        }
    }
}

async fn hand_over_all(
    target: String,
    mut messages: Receiver<MessageView>,
    queued: Arc<AtomicUsize>,
) {
    let is_url = target.starts_with("http://");
    while let Some(message) = messages.recv().await {
        let result =
            if is_url { post(&target, &message).await } else { run(&target, &message).await };
        queued.fetch_sub(1, Ordering::SeqCst);
        if let Err(reason) = result {
            report(&format!("--on-message: {reason}"));
        }
    }
}

async fn post(url: &str, message: &MessageView) -> Result<(), String> {
    let json = serde_json::to_string(message).map_err(|error| error.to_string())?;
    match request(url, Some(json), TIME_LIMIT).await {
        Ok(status) if status.is_success() => Ok(()),
        Ok(status) => Err(format!("the URL responded with status {}", status.as_u16())),
        Err(reason) => Err(format!("the URL did not respond: {reason}")),
    }
}

/// Passes the message as input and in variables. No part of it becomes part of the command line.
async fn run(command: &str, message: &MessageView) -> Result<(), String> {
    let mut child = shell(command)
        .env("BAXVERIFY_PHONE", &message.phone)
        .env("BAXVERIFY_CODE", &message.code)
        .env("BAXVERIFY_PROJECT_ID", &message.project_id)
        .stdin(Stdio::piped())
        // The end of the wait ends the command.
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("the command cannot be run: {error}"))?;
    let mut json = serde_json::to_vec(message).map_err(|error| error.to_string())?;
    json.push(b'\n');
    let input = child.stdin.take();
    let work = async {
        if let Some(mut input) = input {
            // A command may close its input without reading it.
            let _ = input.write_all(&json).await;
        }
        child.wait().await
    };
    match timeout(TIME_LIMIT, work).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("the command exited with {status}")),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no end after {} s", TIME_LIMIT.as_secs())),
    }
}

fn shell(command: &str) -> Command {
    let (program, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("/bin/sh", "-c") };
    let mut shell = Command::new(program);
    shell.arg(flag).arg(command);
    shell
}
