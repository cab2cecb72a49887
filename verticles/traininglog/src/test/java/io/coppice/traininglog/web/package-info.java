@NullMarked
package io.coppice.traininglog.web;

import org.jspecify.annotations.NullMarked;
