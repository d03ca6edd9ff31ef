//! The rules in force, and what each has done so far.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    draw::Draw,
    plan::{Call, Fate, Plan},
    rule::Rule,
};
use crate::random;

/// More than anybody can keep in mind, and few enough to look at for every call.
const MAX_RULES: usize = 100;

#[derive(Default)]
pub(crate) struct Faults {
    active: Vec<Fault>,
    /// What a reset goes back to.
    initial: Vec<Rule>,
    last_id: u64,
}

struct Fault {
    id: String,
    rule: Rule,
    draw: Draw,
    calls: u64,
    hits: u64,
}

/// A rule in force. `seed` is the one that was given or the one that was drawn.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultView {
    pub(crate) id: String,
    /// How many calls it picked from so far.
    pub(crate) calls: u64,
    /// How many of them it disturbed.
    pub(crate) hits: u64,
    #[serde(flatten)]
    pub(crate) rule: Rule,
}

impl Faults {
    /// Begins with these rules, and goes back to them at a reset.
    pub(crate) fn begin_with(&mut self, rules: &[Rule]) -> Result<(), String> {
        for rule in rules {
            self.add(rule.clone())?;
            self.initial.push(rule.clone());
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, mut rule: Rule) -> Result<FaultView, String> {
        rule.check()?;
        if self.active.len() >= MAX_RULES {
            return Err(format!("there are {MAX_RULES} rules, which is the limit"));
        }
        let seed = *rule.seed.get_or_insert_with(|| u32::from_le_bytes(random::bytes()));
        self.last_id += 1;
        let id = format!("fault_{}", self.last_id);
        let fault = Fault { id, rule, draw: Draw::new(seed), calls: 0, hits: 0 };
        let view = fault.view();
        self.active.push(fault);
        Ok(view)
    }

    pub(crate) fn list(&self) -> Vec<FaultView> {
        self.active.iter().map(Fault::view).collect()
    }

    /// Ends one rule; `false` where there is none of this id.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let before = self.active.len();
        self.active.retain(|fault| fault.id != id);
        self.active.len() < before
    }

    pub(crate) fn clear(&mut self) {
        self.active.clear();
    }

    /// Back to the beginning: all rules, or those that are for this project alone.
    pub(crate) fn reset(&mut self, project_id: Option<&str>) {
        let concerns =
            |rule: &Rule| project_id.is_none_or(|id| rule.project_id.as_deref() == Some(id));
        self.active.retain(|fault| !concerns(&fault.rule));
        for rule in self.initial.clone().into_iter().filter(concerns) {
            // They were fine at the beginning, and what was injected since has made room.
            let _ = self.add(rule);
        }
    }

    /// What happens to this call; counts it.
    pub(crate) fn plan(&mut self, call: &Call) -> Plan {
        let mut plan = Plan::default();
        for fault in self.active.iter_mut().filter(|fault| fault.rule.picks(call)) {
            fault.contribute(&mut plan);
        }
        plan
    }
}

impl Fault {
    fn contribute(&mut self, plan: &mut Plan) {
        self.calls += 1;
        // Drawn for every call, picked or not, so that other conditions don't shift the sequence.
        let drawn = self.draw.fraction();
        let rule = &self.rule;
        let latency = rule.latency_ms.map_or(0, |latency| {
            let (min, max) = latency.range();
            self.draw.between(min, max)
        });
        let misses = rule.nth.is_some_and(|nth| u64::from(nth) != self.calls)
            || rule.times.is_some_and(|times| self.hits >= u64::from(times))
            || rule.probability.is_some_and(|probability| drawn >= probability);
        if misses {
            return;
        }
        self.hits += 1;
        plan.rules.push(self.id.clone());
        plan.latency_millis += latency;
        plan.disturbance = plan.disturbance.take().or_else(|| rule.disturbance());
        if plan.fate == Fate::Arrives {
            plan.fate = rule.fate().unwrap_or_default();
        }
    }

    fn view(&self) -> FaultView {
        let (id, rule) = (self.id.clone(), self.rule.clone());
        FaultView { id, calls: self.calls, hits: self.hits, rule }
    }
}

#[cfg(test)]
mod tests {
    use baxverify_wire::Route;

    use super::{Call, Fate, Faults, Rule};

    const PHONE: &str = "+4366412345678";

    fn rule(json: &str) -> Rule {
        serde_json::from_str(json).unwrap()
    }

    fn faults(rules: &[&str]) -> Faults {
        let mut faults = Faults::default();
        for json in rules {
            faults.add(rule(json)).unwrap();
        }
        faults
    }

    fn call(route: Route) -> Call<'static> {
        Call { route, phone: Some(PHONE), project_id: Some("p") }
    }

    /// Which of so many sends are disturbed, counted from 1.
    fn hits(faults: &mut Faults, count: usize) -> Vec<usize> {
        let hit = |_: &usize| !faults.plan(&call(Route::Send)).rules.is_empty();
        (1..=count).filter(hit).collect()
    }

    #[test]
    fn picks_by_route_phone_and_project() {
        let mut faults = faults(&[
            r#"{"status":500,"route":"verify"}"#,
            r#"{"status":501,"phone":"+4366412345679"}"#,
            r#"{"status":502,"projectId":"q"}"#,
            r#"{"sms":"lost"}"#,
        ]);
        let rules = |plan: super::Plan| plan.rules.join(",");
        assert_eq!(rules(faults.plan(&call(Route::Verify))), "fault_1");
        assert_eq!(rules(faults.plan(&call(Route::Send))), "fault_4");
        let other = Call { phone: Some("+4366412345679"), ..call(Route::Stats) };
        assert_eq!(rules(faults.plan(&other)), "fault_2");
        let other = Call { project_id: Some("q"), phone: None, ..call(Route::Stats) };
        assert_eq!(rules(faults.plan(&other)), "fault_3");
    }

    #[test]
    fn picks_the_nth_and_at_most_so_many() {
        assert_eq!(hits(&mut faults(&[r#"{"status":500,"nth":3}"#]), 6), [3]);
        assert_eq!(hits(&mut faults(&[r#"{"status":500,"times":2}"#]), 6), [1, 2]);
    }

    #[test]
    fn a_seed_repeats_which_calls_are_picked() {
        let rule = r#"{"status":500,"probability":0.3,"seed":42}"#;
        let first = hits(&mut faults(&[rule]), 1_000);
        assert_eq!(first, hits(&mut faults(&[rule]), 1_000));
        assert!((250..=350).contains(&first.len()), "{}", first.len());
        let other = r#"{"status":500,"probability":0.3,"seed":43}"#;
        assert_ne!(first, hits(&mut faults(&[other]), 1_000));
        let mut drawn = faults(&[r#"{"status":500,"probability":0.3}"#]);
        let seed = drawn.list()[0].rule.seed.unwrap();
        let repeated = format!(r#"{{"status":500,"probability":0.3,"seed":{seed}}}"#);
        assert_eq!(hits(&mut drawn, 100), hits(&mut faults(&[&repeated]), 100));
    }

    #[test]
    fn latencies_add_up_and_the_first_of_the_rest_wins() {
        let mut faults = faults(&[
            r#"{"latencyMs":10}"#,
            r#"{"latencyMs":{"min":5,"max":6}}"#,
            r#"{"sms":"lost"}"#,
            r#"{"sms":"duplicate"}"#,
            r#"{"connection":"stall"}"#,
            r#"{"status":500}"#,
        ]);
        let plan = faults.plan(&call(Route::Send));
        assert!((15..=16).contains(&plan.latency_millis));
        assert_eq!(plan.fate, Fate::Lost);
        assert_eq!(plan.disturbance.unwrap().trouble, super::super::Trouble::Stall);
    }

    #[test]
    fn a_reset_goes_back_to_the_first_rules_and_their_first_call() {
        let mut faults = Faults::default();
        let mine = r#"{"status":500,"projectId":"p","nth":1}"#;
        faults.begin_with(&[rule(r#"{"status":500,"nth":1}"#), rule(mine)]).unwrap();
        faults.add(rule(r#"{"status":501,"nth":9}"#)).unwrap();
        assert_eq!(hits(&mut faults, 2), [1]);
        faults.reset(Some("p"));
        assert_eq!((hits(&mut faults, 2), faults.list().len()), (vec![1], 3));
        faults.reset(None);
        assert_eq!((hits(&mut faults, 2), faults.list().len()), (vec![1], 2));
    }

    #[test]
    fn rules_end_one_by_one_or_all_and_are_not_endless() {
        let mut faults = faults(&[r#"{"status":500}"#, r#"{"status":501}"#]);
        assert!(faults.remove("fault_1") && !faults.remove("fault_1"));
        assert_eq!(faults.list().len(), 1);
        faults.clear();
        assert!(faults.list().is_empty());
        let added = (0..200).filter(|_| faults.add(rule(r#"{"status":500}"#)).is_ok()).count();
        assert_eq!(added, super::MAX_RULES);
    }
}
