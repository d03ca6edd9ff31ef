//! Tests of what replaces, drops and marks messages.

use std::collections::HashSet;

use baxverify_wire::ErrorCode;

use super::{Message, MessageLog, Outcome};

fn message(phone: &str, code: &str, outcome: Outcome) -> Message {
    Message { phone: phone.to_owned(), code: code.to_owned(), ..Message::of_test(outcome) }
}

fn codes(log: &MessageLog) -> Vec<&str> {
    log.newest_first().map(|message| message.code.as_str()).collect()
}

#[test]
fn a_new_code_replaces_the_old_one_of_that_phone_only() {
    let mut log = MessageLog::default();
    log.push(message("a", "1", Outcome::Open), 9);
    log.push(message("b", "2", Outcome::Open), 9);
    log.push(message("a", "3", Outcome::Open), 9);
    assert_eq!(log.last_arrived("a").unwrap().code, "3");
    assert!(log.last_arrived("b").unwrap().outcome == Outcome::Open);
    let oldest = log.newest_first().last().unwrap();
    assert!(oldest.outcome == Outcome::Replaced);
}

#[test]
fn an_undelivered_code_replaces_nothing() {
    let mut log = MessageLog::default();
    log.push(message("a", "1", Outcome::Open), 9);
    log.push(message("a", "2", Outcome::Failed(ErrorCode::SmsSendFailed)), 9);
    assert_eq!(log.current_mut("a").unwrap().code, "1");
    assert!(log.last_arrived("a").unwrap().outcome == Outcome::Open);
}

#[test]
fn dropping_a_message_drops_the_state_of_its_phone() {
    let mut log = MessageLog::default();
    for (phone, code) in [("a", "1"), ("b", "2"), ("a", "3"), ("c", "4")] {
        log.push(message(phone, code, Outcome::Open), 2);
    }
    assert_eq!(codes(&log), ["4", "3"]);
    assert!(log.last_arrived("b").is_none());
    assert_eq!(log.last_arrived("a").unwrap().code, "3");
    assert_eq!(log.phones.len(), 2);
}

#[test]
fn deleting_a_message_restores_the_one_that_arrived_before_it() {
    let mut log = MessageLog::default();
    for (order, (phone, code)) in (0..).zip([("a", "1"), ("b", "2"), ("a", "3")]) {
        log.send_window(phone).admit(0, 9, 1).unwrap();
        log.push(Message { order, ..message(phone, code, Outcome::Open) }, 9);
    }
    assert!(log.delete(&HashSet::from([(2, 9)])).is_empty());
    assert_eq!(log.delete(&HashSet::from([(2, 2), (1, 1)])).len(), 2);
    assert_eq!(codes(&log), ["1"]);
    assert_eq!(log.last_arrived("a").unwrap().code, "1");
    assert!(log.current("a").is_none());
    assert!(log.last_arrived("b").is_none());
    assert_eq!((log.phones.len(), log.unwritten_deletions()), (1, &[1, 2][..]));
    assert_eq!(log.newest_first_below(2).map(|(sequence, _)| sequence).collect::<Vec<_>>(), [0]);
}

#[test]
fn marks_are_kept_until_they_are_written() {
    let mut log = MessageLog::default();
    log.push(message("a", "1", Outcome::Open), 1);
    log.push(message("a", "2", Outcome::Open), 1);
    assert_eq!(log.take_changed().len(), 1);
    assert_eq!((log.unwritten().count(), log.unwritten_drop()), (1, Some(1)));
    log.mark_written();
    assert_eq!((log.unwritten().count(), log.unwritten_drop()), (0, None));
}

#[test]
fn a_delivered_message_that_was_dropped_is_not_current() {
    let mut log = MessageLog::default();
    log.push(message("a", "1", Outcome::Open), 1);
    log.push(message("a", "2", Outcome::Failed(ErrorCode::SmsSendFailed)), 1);
    assert!(log.last_arrived("a").is_none());
    assert!(log.current_mut("a").is_none());
}
