//! to come
pub(crate) mod views;
/// Adds up whatever arrives, for as long as it runs.
pub async fn keep_up(province: crate::Province) {
    loop {
        province.arrived.notified().await;
    }
}
