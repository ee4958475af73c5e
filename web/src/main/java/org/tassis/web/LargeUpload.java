package org.tassis.web;

import java.util.regex.Pattern;

/// A form whose file may be large, for whoever is logged in. Modules with such forms provide it as a bean.
///
/// @param path what the path of the form's action is like, as it is in the request
public record LargeUpload(Pattern path) {}
