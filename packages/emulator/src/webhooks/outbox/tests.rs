//! Tests of deliveries: their order, their turns, and what is dropped.

use baxverify_wire::LogStatus;

use super::super::queue::MAX_DELIVERIES;
use super::{Attempt, Delivery, DeliveryStatus, Endpoint, Filter, Job, Outbox, Plan, Subject};

fn add_to(outbox: &mut Outbox, url: &str, project: &str, message: u64) -> Vec<Delivery> {
    let endpoint = Endpoint { url: url.to_owned(), secret: "whsec_1".to_owned() };
    let subject = Subject::of_test(project, message, LogStatus::Sent);
    outbox.add(&subject, &endpoint, &Plan::default(), 0)
}

fn add(outbox: &mut Outbox, project: &str, message: u64) -> Vec<Delivery> {
    add_to(outbox, "http://app/", project, message)
}

fn at(now: u64) -> impl Fn(&str) -> u64 {
    move |_| now
}

fn attempt(status: u16) -> Attempt {
    Attempt { status: Some(status), ..no_response() }
}

fn no_response() -> Attempt {
    Attempt { at: 0, duration_ms: 0, status: None, response: None, error: None }
}

fn take_one(outbox: &mut Outbox) -> Job {
    outbox.take_due(at(0)).remove(0)
}

#[test]
fn one_attempt_per_project_is_in_flight() {
    let mut outbox = Outbox::default();
    for (project, message) in [("a", 1), ("a", 2), ("b", 3)] {
        add(&mut outbox, project, message);
    }
    let jobs = outbox.take_due(at(0));
    assert_eq!(jobs.len(), 2);
    assert!(outbox.take_due(at(0)).is_empty() && outbox.next_due_in(|_| Some(0)).is_none());
    outbox.finish(&jobs[0], attempt(500), 5).unwrap();
    // The next delivery does not wait for the retry of the one before it.
    let next = outbox.take_due(at(5));
    assert_eq!((next.len(), next[0].sequence), (1, 1));
    outbox.finish(&next[0], attempt(204), 5).unwrap();
    assert_eq!(outbox.next_due_in(|_| Some(5)), Some(1_000));
    assert_eq!(outbox.next_due_in(|_| None), None);
    assert_eq!(outbox.take_due(at(1_005))[0].sequence, 0);
}

#[test]
fn the_oldest_deliveries_are_dropped_also_if_they_are_pending() {
    let mut outbox = Outbox::default();
    add(&mut outbox, "a", 0);
    let job = take_one(&mut outbox);
    for message in 1..=MAX_DELIVERIES as u64 {
        add(&mut outbox, "a", message);
    }
    assert_eq!(outbox.list(&Filter::default(), 9_999).len(), MAX_DELIVERIES);
    assert!(outbox.finish(&job, attempt(500), 0).is_none());
    // The second message is the oldest one that is left.
    assert_eq!(take_one(&mut outbox).sequence, 1);
}

#[test]
fn a_cleared_project_takes_no_result_for_a_later_delivery() {
    let mut outbox = Outbox::default();
    add(&mut outbox, "a", 1);
    let job = take_one(&mut outbox);
    outbox.clear(Some("a"));
    add(&mut outbox, "a", 2);
    assert!(outbox.finish(&job, attempt(204), 0).is_none());
    assert!(outbox.list(&Filter::default(), 9)[0].status == DeliveryStatus::Pending);
    outbox.clear(None);
    assert!(outbox.queues.is_empty());
}

#[test]
fn a_removed_project_leaves_nothing_after_its_last_attempt() {
    let mut outbox = Outbox::default();
    add(&mut outbox, "a", 1);
    let job = take_one(&mut outbox);
    outbox.clear(Some("a"));
    assert!(outbox.finish(&job, attempt(204), 0).is_none());
    assert!(outbox.queues.is_empty());
}

#[test]
fn hanging_receivers_of_a_hundred_projects_do_not_delay_a_healthy_one() {
    let mut outbox = Outbox::default();
    for message in 0..3 {
        for project in 0..100 {
            add_to(&mut outbox, "http://hangs/", &format!("p{project:03}"), message);
        }
    }
    // The receiver that hangs has the first attempts, and not all of them.
    let hanging = outbox.take_due(at(0));
    assert!(hanging.len() < 100);
    for message in 3..6 {
        add_to(&mut outbox, "http://healthy/", "zz", message);
        let job = take_one(&mut outbox);
        assert_eq!(job.project_id, "zz");
        // Nothing that must wait for the end of an attempt counts as due.
        assert_eq!(outbox.next_due_in(|_| Some(0)), None);
        outbox.finish(&job, attempt(204), 0).unwrap();
    }
}

#[test]
fn different_receivers_that_hang_do_not_use_up_all_attempts() {
    let mut outbox = Outbox::default();
    let projects = 600;
    for message in 0..4 {
        for project in 0..projects {
            let url = format!("http://hangs{project}/");
            add_to(&mut outbox, &url, &format!("p{project:03}"), message);
        }
    }
    let mut hanging = outbox.take_due(at(0));
    add_to(&mut outbox, "http://healthy/", "zz", 9);
    let mut turns = 0;
    loop {
        for job in std::mem::take(&mut hanging) {
            outbox.finish(&job, no_response(), 0);
        }
        let jobs = outbox.take_due(at(0));
        turns += 1;
        let (healthy, others) =
            jobs.into_iter().partition::<Vec<_>, _>(|job| job.project_id == "zz");
        hanging = others;
        if let Some(job) = healthy.first() {
            outbox.finish(job, attempt(204), 0).unwrap();
            break;
        }
        assert!(turns < 4, "no turn for the healthy receiver");
    }
    // Once all of them are known to hang, a healthy receiver waits for none.
    for _ in 0..4 {
        for job in std::mem::take(&mut hanging) {
            outbox.finish(&job, no_response(), 0);
        }
        hanging = outbox.take_due(at(0));
    }
    add_to(&mut outbox, "http://healthy/", "zz", 10);
    assert_eq!(take_one(&mut outbox).project_id, "zz");
}

#[test]
fn the_projects_take_turns() {
    let mut outbox = Outbox::default();
    for message in 0..20 {
        for project in 0..100 {
            add(&mut outbox, &format!("p{project:03}"), message);
        }
    }
    let mut counts = [0; 100];
    for _ in 0..50 {
        let jobs = outbox.take_due(at(0));
        for job in &jobs {
            counts[job.project_id[1..].parse::<usize>().unwrap()] += 1;
            outbox.finish(job, attempt(204), 0).unwrap();
        }
    }
    let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
    assert!(*least > 0 && most - least <= 1, "{least} {most}");
}
