use proptest::prelude::*;
use tagora_kernel::{BITS, Bits, Expression, Program, Scratch};

use super::model::{blocks, cases, levels, size, where_true};

const OPERANDS: usize = 6;

fn expression() -> impl Strategy<Value = Expression> {
    let leaf = (0..OPERANDS).prop_map(Expression::Operand);
    leaf.prop_recursive(6, 60, 11, |inner| {
        let parts = proptest::collection::vec(inner.clone(), 0..11);
        prop_oneof![
            2 => inner.prop_map(|part| Expression::Not(Box::new(part))),
            3 => parts.clone().prop_map(Expression::All),
            3 => parts.clone().prop_map(Expression::Any),
            1 => parts.prop_map(Expression::Odd),
        ]
    })
}

fn is_in(expression: &Expression, sets: &[Bits], bit: u16) -> bool {
    match expression {
        Expression::Operand(number) => sets.get(*number).is_some_and(|set| set.get(bit)),
        Expression::Not(part) => !is_in(part, sets, bit),
        Expression::All(parts) => parts.iter().all(|part| is_in(part, sets, bit)),
        Expression::Any(parts) => parts.iter().any(|part| is_in(part, sets, bit)),
        Expression::Odd(parts) => parts.iter().filter(|part| is_in(part, sets, bit)).count() % 2 == 1,
    }
}

fn check(expression: &Expression, sets: &[Bits], scratch: &mut Scratch) {
    let program = Program::of(expression);
    let operands: Vec<_> = sets.iter().collect();
    let wanted = where_true(|bit| is_in(expression, sets, bit));
    for &level in levels() {
        let mut found = Bits::ONE;
        assert_eq!(program.count(level, &operands, scratch), size(&wanted), "{} {expression:?}", level.name());
        assert_eq!(program.store(level, &operands, scratch, &mut found), size(&wanted), "{} {expression:?}", level.name());
        assert!(found == wanted, "{} {expression:?}", level.name());
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn programs_say_what_their_expressions_say(expression in expression(), sets in blocks(OPERANDS - 1..=OPERANDS)) {
        check(&expression, &sets, &mut Scratch::default());
    }
}

/// All rows of the truth table in one block: bit `n` is in set `k` if `n` has bit `k`.
fn truth_table() -> Vec<Bits> {
    (0..16).map(|set| where_true(|bit| bit >> set & 1 == 1)).collect()
}

#[test]
fn wide_and_nested_expressions_are_exact() {
    let sets = truth_table();
    let all = || (0..16).map(Expression::Operand).collect::<Vec<_>>();
    let not = |part| Expression::Not(Box::new(part));
    let pairs = |join: fn(Vec<Expression>) -> Expression| {
        (0..8).map(move |n| join(vec![Expression::Operand(2 * n), not(Expression::Operand(2 * n + 1))])).collect::<Vec<_>>()
    };
    let deep = (0..64).fold(Expression::Operand(0), |inner, n| match n % 3 {
        0 => Expression::Any(vec![
            Expression::Operand(n % 16),
            Expression::All(vec![inner, not(Expression::Operand((n + 5) % 16))]),
        ]),
        1 => Expression::All(vec![
            not(inner),
            Expression::Any(vec![Expression::Operand(n % 16), Expression::Operand((n + 3) % 16)]),
        ]),
        _ => Expression::Odd(vec![inner, Expression::All(vec![Expression::Operand(n % 16), Expression::Operand((n + 7) % 16)])]),
    });
    let many: Vec<Expression> = (1..=16)
        .flat_map(|n| {
            let first = || all()[..n].to_vec();
            [Expression::All(first()), Expression::Any(first()), Expression::Odd(first()), not(Expression::All(first()))]
        })
        .chain([
            Expression::Any(pairs(Expression::All)),
            Expression::All(pairs(Expression::Any)),
            Expression::Odd(pairs(Expression::All)),
            Expression::All(pairs(Expression::Odd).into_iter().chain(all()).collect()),
            Expression::Odd(all().into_iter().chain(pairs(Expression::Any)).collect()),
            deep,
        ])
        .collect();
    let mut scratch = Scratch::default();
    many.iter().for_each(|expression| check(expression, &sets, &mut scratch));
}

#[test]
fn constants_need_no_operand() {
    let mut scratch = Scratch::default();
    let all = Program::of(&Expression::All(vec![Expression::Any(vec![Expression::All(vec![]), Expression::Operand(3)])]));
    let none = Program::of(&Expression::All(vec![Expression::Operand(0), Expression::Odd(vec![])]));
    assert_eq!((all.operands(), none.operands()), (0, 0));
    for &level in levels() {
        let mut found = Bits::ZERO;
        assert_eq!(all.store(level, &[], &mut scratch, &mut found), BITS as u32);
        assert!(found == Bits::ONE);
        assert_eq!(all.count(level, &[], &mut scratch), BITS as u32);
        assert_eq!(none.store(level, &[], &mut scratch, &mut found), 0);
        assert!(found == Bits::ZERO);
        assert_eq!(none.count(level, &[], &mut scratch), 0);
    }
}
