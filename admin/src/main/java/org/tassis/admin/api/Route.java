package org.tassis.admin.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.tassis.directory.access.Area;

/// What a method of the API does, for its description, and which scope a token needs for it: reading for
/// GET, writing for all else.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Route {
    Area area();

    /// One sentence.
    String value();

    /// Of the answer when all went well.
    int status() default 200;

    /// What the body is when it is no JSON.
    String takes() default "";

    /// What the answer is when it is no JSON.
    String gives() default "";
}
