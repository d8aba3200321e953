//! Licence expressions as packages write them: `MIT OR Apache-2.0`, `(MIT AND BSD-3-Clause)`, the old `MIT/Apache-2.0`.

/// Whether somebody who accepts only the licences for which `accepts` is true may use what `expression` covers.
///
/// An expression that is not understood is not accepted.
pub fn is_satisfied(expression: &str, accepts: impl Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { tokens: &tokens, accepts: &accepts };
    let verdict = reader.any_of();
    reader.tokens.is_empty() && verdict == Some(true)
}

/// Reads from the left; `None` is an expression that is not understood.
struct Reader<'t, 'a> {
    tokens: &'t [&'t str],
    accepts: &'a dyn Fn(&str) -> bool,
}

impl Reader<'_, '_> {
    fn any_of(&mut self) -> Option<bool> {
        let mut verdict = self.all_of()?;
        while self.take("OR") {
            verdict |= self.all_of()?;
        }
        Some(verdict)
    }

    fn all_of(&mut self) -> Option<bool> {
        let mut verdict = self.one()?;
        while self.take("AND") {
            verdict &= self.one()?;
        }
        Some(verdict)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let verdict = self.any_of()?;
            return self.take(")").then_some(verdict);
        }
        let (licence, rest) = self.tokens.split_first()?;
        if matches!(*licence, "AND" | "OR" | "WITH" | ")") {
            return None;
        }
        self.tokens = rest;
        if self.take("WITH") {
            let (exception, rest) = self.tokens.split_first()?;
            self.tokens = rest;
            return Some((self.accepts)(&format!("{licence} WITH {exception}")));
        }
        Some((self.accepts)(licence))
    }

    fn take(&mut self, token: &str) -> bool {
        match self.tokens.split_first() {
            Some((first, rest)) if *first == token => {
                self.tokens = rest;
                true
            }
            Some(_) | None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(expression: &str) -> bool {
        is_satisfied(expression, |licence| {
            matches!(licence, "MIT" | "Apache-2.0" | "Apache-2.0 WITH LLVM-exception")
        })
    }

    #[test]
    fn one_of_a_choice_and_all_of_a_sum_must_be_accepted() {
        for expression in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0 OR MIT",
            "MIT AND Apache-2.0",
            "MIT/Apache-2.0",
            "(MIT OR GPL-3.0) AND Apache-2.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "GPL-3.0 AND GPL-2.0 OR MIT",
        ] {
            assert!(passes(expression), "{expression}");
        }
        for expression in
            ["GPL-3.0", "MIT AND GPL-3.0", "(MIT AND GPL-3.0) OR GPL-2.0", "Apache-2.0 WITH Other-exception"]
        {
            assert!(!passes(expression), "{expression}");
        }
    }

    #[test]
    fn what_is_not_understood_is_not_accepted() {
        for expression in ["", "MIT OR", "(MIT", "MIT)", "MIT Apache-2.0", "AND MIT", "MIT WITH"] {
            assert!(!passes(expression), "{expression:?}");
        }
    }
}
