//! A random source that a seed repeats.

/// `SplitMix64`: small, and good enough to decide which calls fail.
#[derive(Clone)]
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) const fn new(seed: u32) -> Self {
        Self(seed as u64)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, but not including, 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what an f64 holds exactly")]
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Both ends included.
    pub(crate) fn between(&mut self, min: u64, max: u64) -> u64 {
        min + self.next() % (max - min + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Draw;

    #[test]
    fn a_seed_repeats_itself_and_no_other() {
        let draws = |seed| {
            let mut draw = Draw::new(seed);
            (0..50).map(|_| draw.between(0, 1_000)).collect::<Vec<_>>()
        };
        assert_eq!(draws(7), draws(7));
        assert_ne!(draws(7), draws(8));
    }

    #[test]
    fn fractions_are_spread_evenly_and_ends_are_reached() {
        let mut draw = Draw::new(1);
        let below = (0..10_000).filter(|_| draw.fraction() < 0.3).count();
        assert!((2_700..=3_300).contains(&below), "{below}");
        let ends: std::collections::BTreeSet<_> = (0..100).map(|_| draw.between(5, 7)).collect();
        assert_eq!(ends.into_iter().collect::<Vec<_>>(), [5, 6, 7]);
    }
}
