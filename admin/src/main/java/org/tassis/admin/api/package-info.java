/// The REST API of administration, under `/api/v1`: docs/api.md. Programs come with a token, never with a
/// cookie; every change goes over {@link org.tassis.directory.desk.Desk}, as pages and commands do. The
/// description that is served at `/api/v1/openapi.json` is made from the same methods and records that
/// answer.
@NullMarked
package org.tassis.admin.api;

import org.jspecify.annotations.NullMarked;
