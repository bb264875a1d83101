/* A Vulkan layer under which the graphics processor is lost: from the submission numbered FAULT_SUBMIT on, the driver says
 * so, as it does when a card hangs or is pulled out. The few types that a layer needs are written out, so that it
 * can be built without Vulkan's headers; they are those of the specification and of the loader's interface.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef void (*Function)(void);
typedef Function (*GetInstance)(void *, const char *);
typedef Function (*GetDevice)(void *, const char *);

enum { INSTANCE_INFO = 47, DEVICE_INFO = 48, LINK = 0, DEVICE_LOST = -4 };

struct InstanceLink { struct InstanceLink *next; GetInstance get; void *other; };
struct DeviceLink { struct DeviceLink *next; GetInstance get; GetDevice device; };
/* Both kinds of information that the loader puts into the chain begin in this way. */
struct Info { int32_t type; struct Info *next; int32_t function; void *link; };
struct Created { int32_t type; struct Info *next; };

static GetInstance next_instance;
static GetDevice next_device;
static int (*next_submit)(void *, uint32_t, const void *, void *);
static int submits;

static struct Info *find(const struct Created *created, int32_t type) {
    struct Info *info = created->next;
    while (info && !(info->type == type && info->function == LINK)) info = info->next;
    return info;
}

static int create_instance(const struct Created *created, const void *allocator, void **instance) {
    struct Info *info = find(created, INSTANCE_INFO);
    if (!info) return -3;
    struct InstanceLink *link = info->link;
    next_instance = link->get;
    info->link = link->next;
    int (*create)(const void *, const void *, void **) = (int (*)(const void *, const void *, void **))link->get(0, "vkCreateInstance");
    return create(created, allocator, instance);
}

static int create_device(void *adapter, const struct Created *created, const void *allocator, void **device) {
    struct Info *info = find(created, DEVICE_INFO);
    if (!info) return -3;
    struct DeviceLink *link = info->link;
    next_device = link->device;
    info->link = link->next;
    int (*create)(void *, const void *, const void *, void **) =
        (int (*)(void *, const void *, const void *, void **))link->get(0, "vkCreateDevice");
    int result = create(adapter, created, allocator, device);
    if (result == 0) next_submit = (int (*)(void *, uint32_t, const void *, void *))next_device(*device, "vkQueueSubmit");
    return result;
}

static int submit(void *queue, uint32_t count, const void *work, void *fence) {
    const char *first = getenv("FAULT_SUBMIT");
    if (first && ++submits > atoi(first)) return DEVICE_LOST;
    return next_submit(queue, count, work, fence);
}

Function fault_get_device(void *device, const char *name) {
    if (strcmp(name, "vkGetDeviceProcAddr") == 0) return (Function)fault_get_device;
    if (strcmp(name, "vkQueueSubmit") == 0) return (Function)submit;
    return next_device(device, name);
}

Function fault_get_instance(void *instance, const char *name) {
    if (strcmp(name, "vkGetInstanceProcAddr") == 0) return (Function)fault_get_instance;
    if (strcmp(name, "vkGetDeviceProcAddr") == 0) return (Function)fault_get_device;
    if (strcmp(name, "vkCreateInstance") == 0) return (Function)create_instance;
    if (strcmp(name, "vkCreateDevice") == 0) return (Function)create_device;
    if (strcmp(name, "vkQueueSubmit") == 0) return (Function)submit;
    return next_instance ? next_instance(instance, name) : 0;
}
