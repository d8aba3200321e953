//! Cost of sheets: `cargo bench -p tilik-forms`. Peak memory is printed by the example `batch_cost`.

use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, criterion_group, criterion_main};
use tilik_forms::text::Typesetter;
use tilik_forms::{Form, Paper, render};

#[path = "../tests/fixture/mod.rs"]
mod fixture;

fn measure(criterion: &mut Criterion) {
    let options = fixture::on(Paper::A4);
    let people: Vec<_> = (0..500).map(fixture::nth).collect();
    let mut group = criterion.benchmark_group("dokumen-evaluasi");
    group.sample_size(10);
    let go_on = |_| ControlFlow::Continue(());
    group.bench_function("500 sheets as one PDF", |bench| {
        bench.iter(|| render(black_box(&people), &options, go_on));
    });
    group.bench_function("1 sheet as a PDF", |bench| {
        bench.iter(|| render(black_box(&people[..1]), &options, go_on));
    });
    group.bench_function("layout of 500 sheets", |bench| {
        bench.iter(|| {
            let mut typesetter = Typesetter::new()?;
            people
                .iter()
                .map(|form| Ok(form.lay_out(&options, &mut typesetter)?.pages.len()))
                .sum::<Result<usize, tilik_forms::FormsError>>()
        });
    });
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
