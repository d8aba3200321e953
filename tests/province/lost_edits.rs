//! The lost-edit matrix over HTTP: laptops that meet at the real server with real PostgreSQL alone.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use tilik_office::Office;
use tilik_office::sending::{enrol_office, send};

use crate::laptops::take_singly;
use crate::matrix::{Way, run_all};
use crate::proxy::{Proxy, Weather};
use crate::server::Server;
use crate::{ALL, invite, pin_like, send_all};

/// Connections break after so many bytes, within questions and within answers, before one holds.
const CUTS: [u64; 4] = [1_500, 4_000, 9_000, 14_000];
/// A run that breaks is begun again; so often is never needed.
const MOST_RUNS: usize = 10;

struct ByServer {
    server: Rc<Server>,
}

impl ByServer {
    fn over_a_line_that_breaks(&self, office: &mut Office) {
        let right = office.store().ledger().unwrap().find_province().unwrap().unwrap();
        let proxy = Proxy::to(self.server.port(), Weather::cut_after(CUTS.to_vec()));
        let mut there = right.clone();
        there.address = format!("http://127.0.0.1:{}", proxy.port());
        office.store_mut().exchange().unwrap().keep_province(&there).unwrap();
        let mut runs = 0;
        while !send_all(office).is_ok_and(|report| report.is_all_sent) {
            runs += 1;
            assert!(runs < MOST_RUNS, "it never ends");
        }
        office.store_mut().exchange().unwrap().keep_province(&right).unwrap();
    }
}

impl Way for ByServer {
    fn carry(&mut self, from: &mut Office, to: &mut Office) {
        for office in [from, to] {
            let sent = send(&RefCell::new(office), ALL, |_| ControlFlow::Continue(())).unwrap();
            assert!(sent.is_all_sent, "{sent:?}");
        }
    }

    fn carry_again(&mut self, from: &mut Office, to: &mut Office) {
        let arrived = self.server.count_arrivals();
        for office in [from, to] {
            // It knows of nothing that was confirmed or read: all is asked for anew, over a line that loses answers.
            office.store_mut().exchange().unwrap().enter_epoch([0xEE; 16]).unwrap();
            self.over_a_line_that_breaks(office);
        }
        assert_eq!(self.server.count_arrivals(), arrived, "nothing arrived twice");
    }

    fn carry_disordered(&mut self, from: &mut Office, to: &mut Office) {
        take_singly(to, from.list_entries().unwrap().into_iter().rev());
        self.carry(to, from);
        self.carry(from, to);
    }
}

#[test]
fn every_edit_of_fourteen_scenarios_is_kept_and_surfaced_over_the_real_server() {
    let server = Rc::new(Server::begin());
    let make_way = |offices: &mut [&mut Office]| -> Box<dyn Way> {
        let (first, others) = offices.split_first_mut().unwrap();
        if first.store().ledger().unwrap().find_province().unwrap().is_none() {
            enrol_office(&RefCell::new(&mut **first), invite(&server, server.port())).unwrap();
        }
        for other in others {
            pin_like(other, first);
        }
        Box::new(ByServer { server: Rc::clone(&server) })
    };
    println!("{}", run_all("over HTTP, real server and PostgreSQL", &make_way));
}
