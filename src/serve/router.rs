//! The routes, made from the table of operations.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::routing::{MethodRouter, on};
use tower_http::catch_panic::CatchPanicLayer;

use super::app::App;
use super::dispatch::dispatch;
use super::operation::Operation;
use super::operations;
use super::problem::Problem;

/// The routes.
pub(super) fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for operation in operations::ALL {
        router = router.route(operation.path, route(app.clone(), operation));
    }
    let unknown = || async { Problem::new(404, "no-route", "there is no such path").answer("").response() };
    let other = || async { Problem::new(405, "method", "this path has other methods").answer("").response() };
    let failed = |_: Box<dyn Any + Send>| {
        Problem::new(500, "internal", "the service failed; its log says more").answer("").response()
    };
    router.fallback(unknown).method_not_allowed_fallback(other).layer(CatchPanicLayer::custom(failed))
}

fn route(app: Arc<App>, operation: &'static Operation) -> MethodRouter {
    let handle = move |params: Result<RawPathParams, RawPathParamsRejection>, request: Request| {
        let app = app.clone();
        async move {
            let Ok(params) = params else {
                return Problem::new(400, "bad-path", "the path is not UTF-8").answer("").response();
            };
            let params = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            dispatch(app, operation, params, request).await
        }
    };
    on(operation.method.filter(), handle)
}
