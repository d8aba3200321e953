//! Cost of sheets: `cargo bench -p tilik-forms`. Peak memory is printed by the example `batch_cost`.

use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, criterion_group, criterion_main};
use tilik_forms::{Paper, render};

#[path = "../tests/fixture/batch.rs"]
mod batch;
#[path = "../tests/fixture/data.rs"]
mod data;

fn measure(criterion: &mut Criterion) {
    let go_on = |_| ControlFlow::Continue(());
    let (dokumen, evaluasi) = (batch::dokumen(500), batch::evaluasi(500));
    let mut group = criterion.benchmark_group("forms");
    group.sample_size(10);
    let a4 = batch::on(Paper::A4);
    group.bench_function("500 Dokumen Evaluasi of a page with code", |bench| {
        bench.iter(|| render(black_box(&dokumen), &a4, go_on));
    });
    group.bench_function("1 Dokumen Evaluasi", |bench| {
        bench.iter(|| render(black_box(&dokumen[..1]), &a4, go_on));
    });
    group.bench_function("layout of 500 Dokumen Evaluasi", |bench| {
        bench.iter(|| batch::lay_out(black_box(&dokumen), &a4));
    });
    let f4 = batch::without_notes(Paper::F4);
    group.bench_function("500 Evaluasi Kinerja of two pages with code", |bench| {
        bench.iter(|| render(black_box(&evaluasi), &f4, go_on));
    });
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
