package dev.slipway.standalone.server;

import dev.slipway.api.submit.LaunchReport;
import dev.slipway.api.wire.RecordCodec;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** How an application came up, over HTTP. */
record LaunchApi(Events events) {

  void configure(RoutesConfig routes) {
    routes.get("/v1/applications/{id}/launch", this::launch);
  }

  private void launch(Context call) {
    Bearer bearer = ApplicationsApi.bearer(call);
    String id = call.pathParam("id");
    LaunchReport report = events.ask(manager -> manager.launch(bearer, id));
    call.contentType("application/json").result(RecordCodec.encode(report));
  }
}
