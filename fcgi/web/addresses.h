/* SPDX-License-Identifier: ISC */
/* The addresses of the gate's own pages, and of the check. */
#ifndef OTPGATE_FCGI_WEB_ADDRESSES_H
#define OTPGATE_FCGI_WEB_ADDRESSES_H

#define ROUTE_CHECK "/otp/check"
#define ROUTE_LOGIN "/otp/login"
#define ROUTE_NEWS "/otp/news"
#define ROUTE_LOGOUT "/otp/logout"
#define ROUTE_ENROLL "/otp/enroll"
#define ROUTE_ACCOUNT "/otp/account"
#define ROUTE_HEALTH "/otp/health"
#define ROUTE_FORM "/otp/form"
#define ROUTE_SCRIPT "/otp/page.js"
#define ROUTE_RESUME "/otp/resume"
#define ROUTE_TICKET "/otp/ticket"
#define ROUTE_METRICS "/otp/metrics"

#endif
